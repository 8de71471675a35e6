package dev.postern.firewall.firewalld;

import dev.postern.firewall.FirewallGolden;
import dev.postern.firewall.GoldenAnswers;
import dev.postern.source.DirectoryTree;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Small configurations, one construct each, judged as the kernel judged what firewalld loaded. */
class FirewalldGoldenTest {

  static List<FirewallGolden> goldens() {
    return FirewallGolden.all("firewalld-.*");
  }

  private static GoldenAnswers answers(FirewallGolden golden) throws IOException {
    return new GoldenAnswers(
        golden, FirewalldRuleset.read(new DirectoryTree(golden.folder()), "etc/firewalld"));
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
