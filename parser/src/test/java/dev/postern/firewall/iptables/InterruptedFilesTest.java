package dev.postern.firewall.iptables;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.firewall.FirewallPosture;
import dev.postern.firewall.iptables.IptablesRuleset.RuleFile;
import dev.postern.firewall.model.PacketFilter;
import dev.postern.firewall.reach.PortReach;
import dev.postern.firewall.reach.PortReach.Verdict;
import dev.postern.firewall.reach.Question;
import dev.postern.net.Family;
import dev.postern.source.Problem;
import dev.postern.source.SourceFile;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Files at which iptables-restore stops, or stops where something is not there. */
class InterruptedFilesTest {
  private static final String LOADED = "whether the rules are loaded: iptables-restore refuses the";

  private final List<SourceFile> sets = new ArrayList<>();
  private String name = "rules.v4";
  private String rules = "";

  private PacketFilter filter() {
    return IptablesRuleset.read(List.of(new RuleFile(SourceFile.of(name, rules), Family.V4)), sets);
  }

  private PortReach reach(int port) {
    return FirewallPosture.of(List.of(filter())).reach(Question.anybody(port, Family.V4));
  }

  private void closedBut993(String... rulesBefore) {
    rules =
        "*filter\n:INPUT DROP [0:0]\n"
            + String.join("\n", rulesBefore)
            + "\n-A INPUT -p tcp -m tcp --dport 993 -j ACCEPT\nCOMMIT\n";
  }

  private void sets(String text) {
    sets.add(SourceFile.of("ipsets", text));
  }

  @Test
  void withoutASetThatNoFileMakesNothingMayBeLoaded() {
    closedBut993(
        "-A INPUT -p tcp -m tcp --dport 110 -j DROP",
        "-A INPUT -p tcp -m tcp --dport 25 -m set --match-set banned src -j DROP");
    assertThat(reach(143).verdict()).isEqualTo(Verdict.UNKNOWN);
    assertThat(reach(143).unknown())
        .containsExactly(LOADED + " file unless the set 'banned' is there, and no file makes it");
    assertThat(reach(110).verdict()).isEqualTo(Verdict.UNKNOWN);
    assertThat(reach(993).verdict()).isEqualTo(Verdict.ANY);
  }

  @Test
  void aFileOfSetsThatLacksItIsNamed() {
    sets("create friends hash:ip family inet\n");
    closedBut993("-A INPUT -m set --match-set banned src -j DROP");
    assertThat(filter().files().get(0).problems())
        .singleElement()
        .hasToString(
            "rules.v4:3:13: iptables-restore refuses the file unless the set 'banned' is there,"
                + " and ipsets does not make it");
  }

  /** Seen from iptables 1.8.9: "host/network not found", and nothing of the file is loaded. */
  @Test
  void withoutTheAddressOfANameNothingMayBeLoaded() {
    closedBut993(
        "-A INPUT -s 192.0.2.1 -p tcp --dport 110 -j ACCEPT",
        "-A INPUT -s office.example.com -p tcp --dport 110 -j ACCEPT");
    assertThat(reach(143).verdict()).isEqualTo(Verdict.UNKNOWN);
    assertThat(reach(143).unknown())
        .containsExactly(
            LOADED + " file unless an address of 'office.example.com' is found when it is loaded");
    assertThat(reach(993).verdict()).isEqualTo(Verdict.ANY);
  }

  @Test
  void anExtensionOfATargetNeedsItsSetToo() {
    closedBut993("-A INPUT -p tcp --dport 22 -j SET --add-set seen src");
    assertThat(reach(143).verdict()).isEqualTo(Verdict.UNKNOWN);
  }

  /** Seen from ipset 7.17: sets made before the line stay, without what was gathered for them. */
  @Test
  void aLineThatIpsetRefusesEndsItsFile() {
    sets(
        """
        create office hash:net family inet
        create branch hash:net family inet
        add branch 192.0.2.0/24
        add office 203.0.113.0/24
        add nosuch 192.0.2.1
        create banned hash:ip family inet
        """);
    closedBut993(
        "-A INPUT -p tcp --dport 143 -m set --match-set office src -j ACCEPT",
        "-A INPUT -p tcp --dport 110 -m set --match-set branch src -j ACCEPT");
    assertThat(reach(143).verdict()).isEqualTo(Verdict.NONE);
    assertThat(reach(110).sources().networks()).hasToString("192.0.2.0/24");
    closedBut993("-A INPUT -m set --match-set banned src -j DROP");
    assertThat(reach(110).unknown())
        .startsWith(
            LOADED
                + " file unless the set 'banned' is there, and"
                + " ipset refuses a line of ipsets before it makes this set");
  }

  /** A name is looked up when the sets are loaded; where that fails, ipset stops. */
  @Test
  void aHostNameLeavesOpenWhatFollows() {
    sets(
        """
        create office hash:ip family inet
        add office mail.example.org
        add office 203.0.113.7
        create banned hash:ip family inet
        """);
    closedBut993("-A INPUT -p tcp --dport 143 -m set --match-set office src -j ACCEPT");
    assertThat(reach(143).verdict()).isEqualTo(Verdict.UNKNOWN);
    closedBut993("-A INPUT -m set --match-set banned src -j DROP");
    assertThat(reach(110).unknown())
        .containsExactly(
            LOADED
                + " file unless the set 'banned' is there, and"
                + " ipset may refuse a line of ipsets before it makes this set");
  }

  @Test
  void aListTakesNoSetThatIsNotThere() {
    sets("create all list:set\nadd all office\n");
    closedBut993("-A INPUT -m set --match-set all src -j ACCEPT");
    assertThat(filter().files().get(1).problems()).allMatch(Problem::isError);
    assertThat(reach(143).verdict()).isEqualTo(Verdict.NONE);
  }

  @Test
  void aSetOfTheOtherFamilyIsRefused() {
    sets("create six hash:net family inet6\n");
    closedBut993("-A INPUT -m set --match-set six src -j DROP");
    assertThat(filter().files().get(0).problems())
        .singleElement()
        .hasToString("rules.v4:3:29: the set 'six' is of the other address family than IPv4");
  }

  /** What stands before the line is not loaded either, nor are the tables behind it. */
  @Test
  void aRefusedLineKeepsItsTableAndThoseBehindItFromBeingLoaded() {
    rules =
        """
        *mangle
        -A PREROUTING -p tcp --dport 110 -j DROP
        COMMIT
        *nat
        -A PREROUTING -p tcp --dprot 25 -j REDIRECT --to-ports 2525
        COMMIT
        *filter
        :INPUT DROP [0:0]
        -A INPUT -p tcp --dport 143 -j DROP
        -A INPUT -p tcp --dport 993 -j ACCEPT
        COMMIT
        """;
    assertThat(reach(110).verdict()).isEqualTo(Verdict.NONE);
    assertThat(reach(143).verdict()).isEqualTo(Verdict.UNKNOWN);
    assertThat(reach(143).unknown()).first().asString().contains("--dprot 25");
  }

  @Test
  void aChainThatIsNotThereKeepsItsTableFromBeingLoaded() {
    closedBut993("-A INPUT -p tcp --dport 22 -j f2b-sshd");
    assertThat(reach(143).verdict()).isEqualTo(Verdict.UNKNOWN);
  }

  @Test
  void whatWasPrintedWasLoaded() {
    name = "printed";
    rules =
        """
        -P INPUT DROP
        -A INPUT -p tcp -m set --match-set banned src -j DROP
        -A INPUT -p tcp -m tcp --dport 993 -j ACCEPT
        """;
    assertThat(reach(143).verdict()).isEqualTo(Verdict.NONE);
    assertThat(filter().files().get(0).problems()).isEmpty();
  }
}
