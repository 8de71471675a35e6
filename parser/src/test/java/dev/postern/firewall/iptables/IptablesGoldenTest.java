package dev.postern.firewall.iptables;

import dev.postern.firewall.FirewallGolden;
import dev.postern.firewall.GoldenAnswers;
import dev.postern.firewall.iptables.IptablesRuleset.RuleFile;
import dev.postern.source.SourceFile;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Small rule sets, one construct each, judged as the kernel judged them. */
class IptablesGoldenTest {

  static List<FirewallGolden> goldens() {
    return FirewallGolden.all("ip6?tables-.*");
  }

  private static GoldenAnswers answers(FirewallGolden golden) {
    List<RuleFile> rules = new ArrayList<>();
    List<SourceFile> sets = new ArrayList<>();
    for (String path : golden.paths()) {
      SourceFile source = golden.read(path);
      if (path.endsWith("ipsets")) {
        sets.add(source);
      } else {
        rules.add(RuleFile.of(source));
      }
    }
    return new GoldenAnswers(golden, IptablesRuleset.read(rules, sets));
  }

  @ParameterizedTest
  @MethodSource("goldens")
  void letsInWhomTheKernelLetsIn(FirewallGolden golden) {
    answers(golden).lettingIn();
  }

  @ParameterizedTest
  @MethodSource("goldens")
  void namesTheSourcesOfEveryPort(FirewallGolden golden) {
    answers(golden).sources();
  }

  @ParameterizedTest
  @MethodSource("goldens")
  void findsTheLimitsThatTheKernelKeeps(FirewallGolden golden) {
    answers(golden).limits();
  }

  @ParameterizedTest
  @MethodSource("goldens")
  void understandsEveryLine(FirewallGolden golden) {
    answers(golden).coverage();
  }
}
