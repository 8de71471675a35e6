package dev.postern.firewall.pf;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.firewall.model.Limit;
import dev.postern.firewall.reach.PortReach;
import dev.postern.firewall.reach.PortReach.Verdict;
import dev.postern.net.Family;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What rules make of connections, worked out by hand from pf.conf(5) of OpenBSD 7.6 and FreeBSD
 * 14.2: no machine here runs pf.
 */
class PfRulesTest {
  private final PfHost host = new PfHost();

  private Verdict imap(String rules) {
    return host.rules(rules).reach(143, Family.V4).verdict();
  }

  @Test
  void lastMatchDecides() {
    assertThat(imap("block all\npass in proto tcp to port 143\n")).isEqualTo(Verdict.ANY);
    assertThat(imap("pass in proto tcp to port 143\nblock all\n")).isEqualTo(Verdict.NONE);
  }

  @Test
  void quickDecidesAtOnce() {
    assertThat(imap("pass in quick proto tcp to port 143\nblock all\n")).isEqualTo(Verdict.ANY);
    assertThat(imap("block in quick proto tcp to port 143\npass all\n")).isEqualTo(Verdict.NONE);
    assertThat(
            imap(
                """
                pass in proto tcp to port 143
                block in quick all
                pass in quick proto tcp to port 143
                """))
        .isEqualTo(Verdict.NONE);
  }

  @Test
  void whatNoRuleMatchesPasses() {
    assertThat(imap("")).isEqualTo(Verdict.ANY);
    assertThat(imap("block in proto tcp to port 25\n")).isEqualTo(Verdict.ANY);
  }

  @Test
  void whatNoRuleMatchesKeepsNoStateForTheAnswer() {
    assertThat(imap("block out all\n")).isEqualTo(Verdict.NONE);
    assertThat(imap("block out all\npass in all\n")).isEqualTo(Verdict.ANY);
    assertThat(imap("block out all\npass in all no state\n")).isEqualTo(Verdict.NONE);
    assertThat(imap("block out all\npass in all no state\npass out all\n"))
        .as("a rule that keeps state is for first packets only")
        .isEqualTo(Verdict.NONE);
    assertThat(imap("block out all\npass in all no state\npass out all flags any\n"))
        .isEqualTo(Verdict.ANY);
  }

  @Test
  void matchDecidesNothing() {
    assertThat(imap("block all\nmatch in proto tcp to port 143 scrub (no-df)\n"))
        .isEqualTo(Verdict.NONE);
  }

  @Test
  void namesAreThoseOfTheSystemsWithPf() {
    String others = "block all\npass in proto { carp, pfsync, icmp6, mobile } all\n";
    assertThat(imap(others)).isEqualTo(Verdict.NONE);
    assertThat(imap(others + "pass in proto tcp to port { pop3pw, sshell }\n"))
        .isEqualTo(Verdict.NONE);
    assertThat(imap("block all\npass in proto tcp to port imap4\n")).isEqualTo(Verdict.ANY);
  }

  @Test
  void whatOnlyTheNewestVersionsHaveIsRead() {
    assertThat(
            imap(
                "state limiter \"some\" id 1 limit 9\npass in state limiter \"some\" (no-match)\n"))
        .isEqualTo(Verdict.ANY);
    assertThat(imap("block all\npass in max-pkt-size 128\n")).isEqualTo(Verdict.UNKNOWN);
    assertThat(imap("block all\npass in proto icmp max-pkt-size 128\n")).isEqualTo(Verdict.NONE);
  }

  @Test
  void macrosStandForText() {
    assertThat(
            imap(
                """
                ext = "em0"
                mail = "{ 25, imap }"
                all_ifs = "{" $ext lo0 "}"
                how = "flags S/SA keep state"
                block all
                pass in on $all_ifs proto tcp to port $mail $how
                """))
        .isEqualTo(Verdict.ANY);
  }

  @Test
  void ofAListEachMakesARule() {
    assertThat(imap("block all\npass in proto { udp tcp } to port { 25, 140:150 }\n"))
        .isEqualTo(Verdict.ANY);
    assertThat(imap("block all\npass in proto tcp from { !10.0.0.0/8, !192.168.0.0/16 }\n"))
        .as("each of them lets in what the other leaves out")
        .isEqualTo(Verdict.ANY);
  }

  @Test
  void portsCompare() {
    for (String ports :
        new String[] {
          "= 143",
          "!= 25",
          "> 142",
          ">= 143",
          "< 144",
          "<= 143",
          "142 >< 144",
          "20 <> 30",
          "100:143"
        }) {
      assertThat(imap("block all\npass in proto tcp to port " + ports + "\n"))
          .as(ports)
          .isEqualTo(Verdict.ANY);
    }
    for (String ports :
        new String[] {"= 25", "!= 143", "> 143", "143 >< 150", "100 <> 200", "144:150"}) {
      assertThat(imap("block all\npass in proto tcp to port " + ports + "\n"))
          .as(ports)
          .isEqualTo(Verdict.NONE);
    }
  }

  @Test
  void addressesNarrowTheClients() {
    PortReach reach =
        host.rules("block all\npass in proto tcp from 10/8 to any port 143\n")
            .reach(143, Family.V4);
    assertThat(reach.verdict()).isEqualTo(Verdict.SOME);
    assertThat(reach.sources()).hasToString("10.0.0.0/8");
    assertThat(
            host.rules("block all\npass in from 10.0.0.4 - 10.0.0.7\n")
                .reach(143, Family.V4)
                .sources())
        .hasToString("10.0.0.4/30");
  }

  @Test
  void aNegatedAddressIsForItsFamilyAlone() {
    String rules = "block all\npass in from ! 10.0.0.0/8\n";
    assertThat(imap(rules)).isEqualTo(Verdict.SOME);
    assertThat(host.rules(rules).reach(143, Family.V6).verdict()).isEqualTo(Verdict.NONE);
  }

  @Test
  void theClosestEntryOfATableCounts() {
    PortReach reach =
        host.rules(
                """
                table <home> const { 10.0.0.0/8, !10.1.0.0/16, 10.1.2.0/24 }
                block all
                pass in from <home>
                """)
            .reach(143, Family.V4);
    assertThat(reach.sources().toString())
        .startsWith("10.0.0.0/16, 10.1.2.0/24, 10.2.0.0/15")
        .doesNotContain("10.1.0.0");
  }

  @Test
  void aTableIsReadFromItsFile() {
    host.file("etc/home", "# ours\n192.0.2.0/25 ; the office\n!192.0.2.1\n");
    PortReach reach =
        host.rules("table <home> persist file \"/etc/home\"\nblock all\npass in from <home>\n")
            .reach(143, Family.V4);
    assertThat(reach.sources().toString()).startsWith("192.0.2.0/32, 192.0.2.2/31");
    assertThat(host.problems()).isEmpty();
  }

  @Test
  void aTableWhoseFileIsMissingHoldsNobodyKnowsWhat() {
    assertThat(imap("table <home> file \"/etc/home\"\nblock all\npass in from <home>\n"))
        .isEqualTo(Verdict.UNKNOWN);
    assertThat(host.problems())
        .containsExactly("etc/pf.conf:1:14: the table's file '/etc/home' is not there");
  }

  @Test
  void whatProgramsPutIntoATableOnlyMattersWhereItLetsIn() {
    assertThat(imap("table <bad> persist\npass all\nblock in quick from <bad>\n"))
        .isEqualTo(Verdict.ANY);
    assertThat(imap("table <good> persist\nblock all\npass in from <good>\n"))
        .isEqualTo(Verdict.UNKNOWN);
    assertThat(imap("pass all\nblock in quick from !<good>\n")).isEqualTo(Verdict.UNKNOWN);
  }

  @Test
  void nothingIsFilteredOnASkippedInterface() {
    String rules = "set skip on { lo, em1 }\nblock all\n";
    assertThat(imap(rules)).isEqualTo(Verdict.ANY);
    assertThat(host.rules(rules).arriving(143, "em0").verdict()).isEqualTo(Verdict.NONE);
    assertThat(imap("set skip on lo\nblock all\n")).isEqualTo(Verdict.NONE);
  }

  @Test
  void aGroupHasAnInterfaceOfItsOwn() {
    String rules = "block all\npass in on egress proto tcp to port 143\n";
    assertThat(imap(rules)).isEqualTo(Verdict.ANY);
    assertThat(host.rules(rules).reach(25, Family.V4).verdict()).isEqualTo(Verdict.NONE);
    assertThat(host.rules(rules).arriving(143, "em0").verdict()).isEqualTo(Verdict.UNKNOWN);
  }

  @Test
  void anchorsDecideWithTheRulesAroundThem() {
    assertThat(
            imap(
                """
                block all
                anchor "mail" in on em0 {
                  pass proto tcp to port 143
                  block proto tcp to port 25
                }
                """))
        .isEqualTo(Verdict.ANY);
    assertThat(imap("anchor in {\n  pass\n}\nblock all\n")).isEqualTo(Verdict.NONE);
    assertThat(imap("anchor in {\n  pass quick\n}\nblock all\n")).isEqualTo(Verdict.ANY);
    assertThat(imap("anchor in quick {\n  block\n  pass\n}\nblock all\n")).isEqualTo(Verdict.ANY);
    assertThat(imap("anchor in quick proto udp {\n  pass\n}\nblock all\n")).isEqualTo(Verdict.NONE);
  }

  @Test
  void anchorsAreLoadedFromFiles() {
    host.file("etc/mail.conf", "pass in proto tcp to port 143\n");
    assertThat(imap("block all\nanchor mail\nload anchor mail from \"/etc/mail.conf\"\n"))
        .isEqualTo(Verdict.ANY);
    assertThat(imap("block all\nanchor \"m/*\"\nload anchor \"m/a\" from \"/etc/mail.conf\"\n"))
        .isEqualTo(Verdict.ANY);
  }

  @Test
  void whatProgramsLoadIntoAnAnchorIsUnknownUnlessItOpensNothing() {
    assertThat(imap("block all\nanchor \"relayd/*\"\n")).isEqualTo(Verdict.UNKNOWN);
    assertThat(imap("block all\nanchor \"f2b/*\"\n")).isEqualTo(Verdict.NONE);
  }

  @Test
  void includedFilesStandInTheirPlace() {
    host.file("etc/mail.conf", "pass in proto tcp to port $imap\n");
    assertThat(imap("imap = 143\nblock all\ninclude \"/etc/mail.conf\"\n")).isEqualTo(Verdict.ANY);
    assertThat(imap("include \"/etc/pf.conf\"\n")).isEqualTo(Verdict.UNKNOWN);
    assertThat(imap("include \"/etc/gone.conf\"\n")).isEqualTo(Verdict.UNKNOWN);
  }

  @Test
  void tagsPassFromRuleToRule() {
    assertThat(imap("match in proto tcp to port 143 tag MAIL\nblock all\npass in tagged MAIL\n"))
        .isEqualTo(Verdict.ANY);
    assertThat(imap("pass in tag A\nmatch in tag B\nblock in ! tagged B\n")).isEqualTo(Verdict.ANY);
    assertThat(imap("pass in tag A\nmatch in tag B\nblock in tagged B\n")).isEqualTo(Verdict.NONE);
  }

  @Test
  void limitsStopThoseWhoComeTooOften() {
    PortReach reach =
        host.rules(
                """
                table <bad> persist
                block all
                block in quick from <bad>
                pass in proto tcp to port 143 keep state \\
                  (max-src-conn 10, max-src-conn-rate 5/30, overload <bad> flush global)
                """)
            .reach(143, Family.V4);
    assertThat(reach.verdict()).isEqualTo(Verdict.ANY);
    assertThat(reach.limits())
        .extracting(throttle -> throttle.limit())
        .containsExactly(
            new Limit(Limit.Kind.CONCURRENT, 10, 0, 0, Limit.Key.SOURCE_ADDRESS),
            new Limit(Limit.Kind.RATE, 5, 30, 0, Limit.Key.SOURCE_ADDRESS));
  }

  @Test
  void antispoofStopsNobodyWhoArrivesWhereHeShould() {
    assertThat(imap("antispoof quick for { lo0 em0 }\npass all\n")).isEqualTo(Verdict.ANY);
  }

  @Test
  void whatNoFileTellsIsUnknown() {
    for (String condition :
        new String[] {
          "from any os Windows to any port 143",
          "to port 143 user _dovecot",
          "from mail.example.org to any port 143",
          "from em1:network to any port 143",
          "to port 143 probability 20%",
          "from any to any port 143 rtable 3"
        }) {
      assertThat(imap("block all\npass in proto tcp " + condition + "\n"))
          .as(condition)
          .isEqualTo(Verdict.UNKNOWN);
    }
  }

  /** Whoever arrives on an interface may dial its address, and any other to get round a block. */
  @Test
  void clientsChooseWhatTheyDial() {
    for (String rule :
        List.of(
            "pass in on em0 proto tcp to (em0) port 143",
            "pass in on egress inet proto tcp from any to (egress) port 143",
            "pass in proto tcp to em0:0 port 143")) {
      assertThat(imap("block all\n" + rule + "\n")).as(rule).isEqualTo(Verdict.ANY);
    }
    assertThat(imap("pass all\nblock in proto tcp to (em0) port 143\n")).isEqualTo(Verdict.UNKNOWN);
    assertThat(imap("block all\npass in on em0 proto tcp to ! (em0) port 143\n"))
        .isEqualTo(Verdict.UNKNOWN);
    assertThat(imap("block all\npass in on em1 proto tcp to (em0) port 143\n"))
        .isEqualTo(Verdict.UNKNOWN);
  }

  @Test
  void nobodyOutsideHasThisHostsAddress() {
    assertThat(imap("block all\npass in from self\npass in from (em0)\n")).isEqualTo(Verdict.NONE);
    assertThat(imap("block all\npass in to self\n")).isEqualTo(Verdict.ANY);
    assertThat(imap("pass all\nblock in quick from { no-route urpf-failed }\n"))
        .isEqualTo(Verdict.ANY);
  }

  @Test
  void blockTellsTheClientWhereItIsToldTo() {
    assertThat(host.rules("block drop all\n").refuses()).isFalse();
    assertThat(host.rules("block all\n").refuses()).isFalse();
    assertThat(host.rules("block return all\n").refuses()).isTrue();
    assertThat(host.rules("set block-policy return\nblock all\n").refuses()).isTrue();
    assertThat(host.rules("set block-policy return\nblock drop all\n").refuses()).isFalse();
  }
}
