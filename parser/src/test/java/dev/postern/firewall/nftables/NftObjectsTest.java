package dev.postern.firewall.nftables;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.firewall.FirewallPosture;
import dev.postern.firewall.model.PacketFilter;
import dev.postern.firewall.reach.PortReach;
import dev.postern.firewall.reach.Question;
import dev.postern.net.Family;
import dev.postern.source.SourceFile;
import dev.postern.testing.TextTree;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Objects that stand in a table beside its chains. */
class NftObjectsTest {
  private static final String CHAIN =
      "add chain inet f i { type filter hook input priority 0; policy drop; }\n";

  private static PortReach reach(String rules, Map<String, String> included) {
    SourceFile main = SourceFile.of("etc/nftables.conf", rules);
    PacketFilter filter = NftRuleset.read(List.of(main), TextTree.of(included));
    filter.files().forEach(file -> assertThat(file.problems()).as(rules).isEmpty());
    return FirewallPosture.of(List.of(filter)).reach(Question.anybody(143, Family.V4));
  }

  private static String set(String flags, String elements) {
    return "table inet f {\n  set s {\n    type ipv4_addr\n"
        + flags
        + "    elements = {"
        + elements
        + " }\n  }\n}\n"
        + CHAIN
        + "add rule inet f i ip saddr @s accept\n";
  }

  private static List<String> problems(String rules) {
    PacketFilter filter =
        NftRuleset.read(List.of(SourceFile.of("etc/nftables.conf", rules)), TextTree.of(Map.of()));
    return filter.files().stream()
        .flatMap(file -> file.problems().stream())
        .map(problem -> problem.place() + " " + problem.message())
        .toList();
  }

  /** As the counters of a kernel showed behind each of these in a table of inet. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "exthdr frag missing",
        "exthdr hbh missing",
        "frag id != 1",
        "hbh nexthdr != 1",
        "rt type != 0",
        "srh tag != 1",
        "dst hdrlength != 3",
        "mh type != 1"
      })
  void noPacketOfFourHasAnExtensionHeaderOfSix(String match) {
    String rules =
        "add table inet f\n" + CHAIN + "add rule inet f i tcp dport 143 " + match + " accept\n";
    assertThat(reach(rules, Map.of()).verdict()).isEqualTo(PortReach.Verdict.NONE);
  }

  /** As nft 1.0.6 reads them: it refuses other hooks, words and values in its grammar. */
  @Test
  void flowTablesStandAtIngress() {
    String table = "table inet f {\n  flowtable t { %s }\n}\n" + CHAIN;
    for (String block :
        List.of(
            "hook ingress priority 0; devices = { eth0, \"eth1\" };",
            "hook ingress priority filter + 10; devices = { eth0 }; counter; flags offload;",
            "hook ingress priority -5; devices = { eth0 }; counter",
            "")) {
      assertThat(reach(table.formatted(block), Map.of()).verdict())
          .as(block)
          .isEqualTo(PortReach.Verdict.NONE);
    }
    for (String block :
        List.of(
            "hook forward priority 0; devices = { eth0 };",
            "hook nosuch priority 0;",
            "hook ingress;",
            "hook ingress priority foo;",
            "hook ingress priority 0 devices = { eth0 };",
            "priority 0;",
            "devices = { };",
            "devices = eth0;",
            "flags dynamic;",
            "policy drop;")) {
      assertThat(problems(table.formatted(block))).as(block).isNotEmpty();
    }
  }

  /** Twenty addresses are read another way than one. */
  @Test
  void longListsOfAddressesMeanWhatShortOnesDo() {
    String many = " 10.0.0.1,".repeat(20);
    PortReach reach =
        reach(
            set(
                    "flags interval\nauto-merge\n",
                    many + " 192.0.2.0/24, # office\n 10.0.0.1-10.0.0.9")
                + "delete element inet f s { 192.0.2.0/24 }\n"
                + "add element inet f s { 2.2.2.2 }\n",
            Map.of());
    assertThat(reach.sources())
        .hasToString("2.2.2.2/32, 10.0.0.1/32, 10.0.0.2/31, 10.0.0.4/30, 10.0.0.8/31");
  }

  @Test
  void whatIsWrongInALongListIsToldWhereItStands() {
    String many = " 10.0.0.1,\n".repeat(20);
    assertThat(problems(set("", many + "10.0.0.256, 1.2.3.4")))
        .singleElement()
        .asString()
        .startsWith("etc/nftables.conf:24:1 ")
        .contains("expected an IPv4 address");
    assertThat(
            problems(set("flags interval\n", many.replace("10.0.0.1", "10.0.0.0/24") + "10.0.0.9")))
        .singleElement()
        .asString()
        .contains("overlaps");
    assertThat(
            problems(
                "table inet f {\n set s { type inet_service; elements = {" + many + " 9 }; }\n}"))
        .hasSize(1);
  }

  /** Seen from nft 1.0.6: "Could not resolve hostname", and nothing of the file is loaded. */
  @ParameterizedTest
  @ValueSource(
      strings = {"ip saddr office.example.com accept", "ip saddr { 192.0.2.1, office } drop"})
  void withoutTheAddressOfANameNothingMayBeLoaded(String rule) {
    PortReach reach =
        reach("add table inet f\n" + CHAIN + "add rule inet f i " + rule + "\n", Map.of());
    assertThat(reach.verdict()).isEqualTo(PortReach.Verdict.UNKNOWN);
    assertThat(reach.unknown()).first().asString().contains("unless an address of 'office");
    assertThat(reach(set("", "office.example.com"), Map.of()).verdict())
        .isEqualTo(PortReach.Verdict.UNKNOWN);
  }

  @Test
  void limitsAreNamedByACommandAlone() {
    PortReach reach =
        reach(
            "add table inet f\nadd limit inet f slow rate 10/minute\nadd counter inet f hits\n"
                + "add quota inet f much 10 mbytes\n"
                + CHAIN
                + "add rule inet f i tcp dport 143 counter name hits limit name slow accept\n",
            Map.of());
    assertThat(reach.limits()).hasSize(1);
    assertThat(reach.limits().get(0).limit().count()).isEqualTo(10);
    assertThat(reach.limits().get(0).limit().perSeconds()).isEqualTo(60);
  }

  /** That they were worked out stands in the status too, so it is never a translation alone. */
  @Test
  void aStatusComparedAsAWholeIsNotThatOfTranslations() {
    String rules =
        """
        table ip f {
          chain nat { type nat hook prerouting priority dstnat; tcp dport 143 redirect to :1143; }
          chain in { type filter hook input priority filter; ct status %s drop; }
        }
        """;
    for (String open : List.of("== dnat", "! dnat", "{ dnat, snat }")) {
      assertThat(reach(rules.formatted(open), Map.of()).verdict())
          .as(open)
          .isEqualTo(PortReach.Verdict.ANY);
    }
    for (String closed : List.of("!= dnat", "dnat", "snat,dnat")) {
      assertThat(reach(rules.formatted(closed), Map.of()).verdict())
          .as(closed)
          .isEqualTo(PortReach.Verdict.NONE);
    }
  }

  @Test
  void theMembersOfASetMayStandInAnotherFile() {
    PortReach reach =
        reach(
            """
            table inet f {
              set office {
                type ipv4_addr
                flags interval
                include "office.nft"
              }
              chain i {
                type filter hook input priority 0; policy drop;
                ip saddr @office tcp dport 143 accept
              }
            }
            """,
            Map.of("etc/office.nft", "elements = { 10.0.0.0/8, 192.0.2.1 }\n"));
    assertThat(reach.sources()).hasToString("10.0.0.0/8, 192.0.2.1/32");
  }
}
