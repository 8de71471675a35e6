package dev.postern.firewall.iptables;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.firewall.FirewallPosture;
import dev.postern.firewall.iptables.IptablesRuleset.RuleFile;
import dev.postern.firewall.reach.Question;
import dev.postern.net.Family;
import dev.postern.source.SourceFile;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Single rules: what their options need, and which family they are for. */
class IptablesRulesTest {
  private static LoadedRules rules() throws IOException {
    return LoadedRules.of("iptables-rules.tsv", IptablesRulesTest::rule);
  }

  private static LoadedRules.Case rule(String[] columns) {
    return new LoadedRules.Case(
        columns[0].equals("loaded"),
        columns[1].equals("4") ? Family.V4 : Family.V6,
        "*%s\n:mail - [0:0]\n-A %s %s\nCOMMIT\n".formatted(columns[2], columns[3], columns[4]));
  }

  @Test
  void areRefusedWhereIptablesRefusesThem() throws IOException {
    assertThat(rules().cases()).hasSizeGreaterThan(50);
    assertThat(rules().cases()).filteredOn(one -> one.isTaken() != one.isLoaded()).isEmpty();
  }

  @Test
  void theGoldenIsWhatIptablesSays() throws IOException {
    rules().demandWhatIptablesSays();
  }

  /** Seen from a kernel: clients of 10.0.0.0/8 alone get an answer, and clients of any port. */
  @Test
  void theOriginalSourceOfAnAnswerIsTheClient() {
    String rules = "*filter\n:OUTPUT DROP [0:0]\n-A OUTPUT -m conntrack %s -j ACCEPT\nCOMMIT\n";
    assertThat(reach(rules.formatted("--ctorigsrc 10.0.0.0/8"))).isEqualTo("SOME");
    assertThat(reach(rules.formatted("! --ctorigsrc 10.0.0.0/8"))).isEqualTo("SOME");
    assertThat(reach(rules.formatted("--ctorigsrcport 1024:65535"))).isNotEqualTo("NONE");
  }

  /** The kernel drops what comes from them; nobody can show otherwise. */
  @Test
  void addressesThatNoHostHasAreNoClients() {
    String rules = "*filter\n:INPUT DROP [0:0]\n%s\nCOMMIT\n";
    assertThat(reach(rules.formatted("-A INPUT -s 224.0.0.0/4 -j ACCEPT"))).isEqualTo("NONE");
    assertThat(reach(rules.formatted("-A INPUT ! -s 224.0.0.0/4 -j ACCEPT"))).isEqualTo("ANY");
    assertThat(reach(rules.formatted("-A INPUT -s 0.0.0.0/7 -j ACCEPT"))).isEqualTo("SOME");
  }

  private static String reach(String rules) {
    RuleFile file = new RuleFile(SourceFile.of("rules", rules), Family.V4);
    return FirewallPosture.of(List.of(IptablesRuleset.read(List.of(file), List.of())))
        .reach(Question.anybody(25, Family.V4))
        .verdict()
        .name();
  }
}
