package dev.postern.firewall.iptables;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.firewall.FirewallPosture;
import dev.postern.firewall.iptables.IptablesRuleset.RuleFile;
import dev.postern.firewall.reach.Question;
import dev.postern.net.Family;
import dev.postern.source.Problem;
import dev.postern.source.SourceFile;
import dev.postern.testing.Oracle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Single rules: what their options need, and which family they are for. */
class IptablesRulesTest {
  private static final Path GOLDEN = Path.of("src/test/resources/goldens/iptables-rules.tsv");

  private record Case(boolean isLoaded, Family family, String text) {
    static Case of(String line) {
      String[] fields = line.split("\t", -1);
      String text =
          "*%s\n:mail - [0:0]\n-A %s %s\nCOMMIT\n".formatted(fields[2], fields[3], fields[4]);
      return new Case(
          fields[0].equals("loaded"), fields[1].equals("4") ? Family.V4 : Family.V6, text);
    }

    boolean isTaken() {
      return IptablesRuleset.read(
              List.of(new RuleFile(SourceFile.of("rules", text), family)), List.of())
          .files()
          .get(0)
          .problems()
          .stream()
          .noneMatch(Problem::isError);
    }

    String command() {
      String program = family == Family.V4 ? "iptables-restore" : "ip6tables-restore";
      return "printf '" + text.replace("\n", "\\n") + "' | " + program + " 2>/dev/null; echo $?\n";
    }
  }

  private static List<Case> cases() throws IOException {
    return Files.readAllLines(GOLDEN).stream()
        .filter(line -> !line.startsWith("#"))
        .map(Case::of)
        .toList();
  }

  @Test
  void areRefusedWhereIptablesRefusesThem() throws IOException {
    assertThat(cases()).hasSizeGreaterThan(50);
    assertThat(cases()).allMatch(one -> one.isTaken() == one.isLoaded());
  }

  @Test
  void theGoldenIsWhatIptablesSays() throws IOException {
    Oracle.require("iptables-restore");
    Oracle.require("unshare");
    if (!"root".equals(System.getProperty("user.name"))) {
      Oracle.skip("network namespaces need root");
    }
    StringBuilder script = new StringBuilder();
    cases().forEach(one -> script.append(one.command()));
    List<Boolean> loaded =
        Oracle.ask(List.of("unshare", "-n", "sh", "-c", script.toString()))
            .out()
            .lines()
            .map("0"::equals)
            .toList();
    assertThat(loaded).isEqualTo(cases().stream().map(Case::isLoaded).toList());
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
