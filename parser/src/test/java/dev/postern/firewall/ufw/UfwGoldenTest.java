package dev.postern.firewall.ufw;

import dev.postern.firewall.FirewallGolden;
import dev.postern.firewall.GoldenAnswers;
import dev.postern.source.DirectoryTree;
import dev.postern.testing.Oracle;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Trees that ufw wrote, one command each, judged as the kernel judged them. They hold rule files
 * that ufw ships, so they stand in the shared folder only.
 */
class UfwGoldenTest {

  static List<FirewallGolden> goldens() {
    return FirewallGolden.in(Oracle.shared("goldens/firewall-constructs"), "ufw-.*");
  }

  private static GoldenAnswers answers(FirewallGolden golden) throws IOException {
    return new GoldenAnswers(
        golden, UfwRuleset.read(new DirectoryTree(golden.folder()), "etc/ufw", List.of()));
  }

  @ParameterizedTest
  @MethodSource("goldens")
  void letsInWhomTheKernelLetsIn(FirewallGolden golden) throws IOException {
    answers(golden).lettingIn();
  }

  @ParameterizedTest
  @MethodSource("goldens")
  void namesTheSourcesOfEveryPort(FirewallGolden golden) throws IOException {
    answers(golden).sources();
  }

  @ParameterizedTest
  @MethodSource("goldens")
  void findsTheLimitsThatTheKernelKeeps(FirewallGolden golden) throws IOException {
    answers(golden).limits();
  }

  @ParameterizedTest
  @MethodSource("goldens")
  void understandsEveryLine(FirewallGolden golden) throws IOException {
    answers(golden).coverage();
  }
}
