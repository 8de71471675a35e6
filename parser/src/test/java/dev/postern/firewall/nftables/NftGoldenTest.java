package dev.postern.firewall.nftables;

import dev.postern.firewall.FirewallGolden;
import dev.postern.firewall.GoldenAnswers;
import dev.postern.source.DirectoryTree;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Small rule sets, one construct each, judged as the kernel judged them. */
class NftGoldenTest {

  static List<FirewallGolden> goldens() {
    return FirewallGolden.all("nftables-.*");
  }

  private static GoldenAnswers answers(FirewallGolden golden) throws IOException {
    return new GoldenAnswers(
        golden,
        NftRuleset.read(
            List.of(golden.read("etc/nftables.conf")), new DirectoryTree(golden.folder())));
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
