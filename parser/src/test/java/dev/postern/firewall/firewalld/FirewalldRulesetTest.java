package dev.postern.firewall.firewalld;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.firewall.FirewallPosture;
import dev.postern.firewall.model.PacketFilter;
import dev.postern.firewall.reach.PortReach;
import dev.postern.firewall.reach.Question;
import dev.postern.net.Family;
import dev.postern.net.Networks;
import dev.postern.net.Prefix;
import dev.postern.source.Problem;
import dev.postern.testing.TextTree;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What firewalld 1.3.3 makes of files, and of files that it does not take. */
class FirewalldRulesetTest {
  private final Map<String, String> files = new LinkedHashMap<>();

  FirewalldRulesetTest() {
    files.put("etc/firewalld/firewalld.conf", "DefaultZone=public\n");
  }

  private void zone(String name, String... elements) {
    files.put(
        "etc/firewalld/zones/" + name + ".xml",
        "<zone>\n" + String.join("\n", elements) + "\n</zone>\n");
  }

  private PacketFilter filter() {
    return FirewalldRuleset.read(TextTree.of(files), "etc/firewalld");
  }

  private PortReach.Verdict verdict(int port, String client) {
    Prefix prefix = Prefix.parse(client).orElseThrow();
    return FirewallPosture.of(List.of(filter()))
        .reach(Question.anybody(port, prefix.family()).from(Networks.of(prefix)))
        .verdict();
  }

  private PortReach.Verdict verdict(int port) {
    return verdict(port, "203.0.113.7");
  }

  @Test
  void aConnectionPutsItsInterfaceIntoAnotherZone() {
    zone("public", "<interface name=\"eth0\"/>", "<service name=\"imaps\"/>");
    zone("office", "<port port=\"143\" protocol=\"tcp\"/>");
    assertThat(verdict(143)).isEqualTo(PortReach.Verdict.NONE);
    String path = "etc/NetworkManager/system-connections/wan.nmconnection";
    files.put(path, "[connection]\ninterface-name=eth0\nzone=office\n[ipv4]\nzone=public\n");
    assertThat(verdict(143)).isEqualTo(PortReach.Verdict.ANY);
    files.put(path, "[connection]\ninterface-name=eth0\nzone=office\nautoconnect=false\n");
    assertThat(verdict(143)).isEqualTo(PortReach.Verdict.NONE);
    files.put(path, "[connection]\nid=wan\nzone=office\n");
    assertThat(verdict(143)).isEqualTo(PortReach.Verdict.UNKNOWN);
    files.put(path, "[connection]\ninterface-name=eth0\nzone=elsewhere\n");
    assertThat(verdict(143)).isEqualTo(PortReach.Verdict.NONE);
    files.remove(path);
    files.put("etc/sysconfig/network-scripts/ifcfg-eth0", "DEVICE=\"eth0\"\nZONE=office\n");
    assertThat(verdict(143)).isEqualTo(PortReach.Verdict.ANY);
  }

  private List<String> problems() {
    PacketFilter filter = filter();
    List<String> all = new java.util.ArrayList<>();
    filter.problems().forEach(problem -> all.add(problem.toString()));
    filter.files().forEach(file -> file.problems().forEach(one -> all.add(one.toString())));
    return all;
  }

  @Test
  void takesThePackagesZonesWhereThereIsNoOther() {
    assertThat(verdict(22)).isEqualTo(PortReach.Verdict.ANY);
    assertThat(verdict(143)).isEqualTo(PortReach.Verdict.NONE);
    files.put("etc/firewalld/firewalld.conf", "DefaultZone=trusted\n");
    assertThat(verdict(143)).isEqualTo(PortReach.Verdict.ANY);
    assertThat(problems()).isEmpty();
  }

  @Test
  void takesThePackagesServicesFromItsFilesWhereTheyAreThere() {
    files.put(
        "usr/lib/firewalld/services/imap.xml",
        "<service><port port=\"1430\" protocol=\"tcp\"/></service>");
    zone("public", "<service name=\"imap\"/>");
    assertThat(verdict(1430)).isEqualTo(PortReach.Verdict.ANY);
    assertThat(verdict(143)).isEqualTo(PortReach.Verdict.NONE);
  }

  @Test
  void doesNotGuessAtAServiceThatNoFileDefines() {
    zone("public", "<service name=\"from-the-future\"/>");
    assertThat(verdict(143)).isEqualTo(PortReach.Verdict.UNKNOWN);
  }

  @Test
  void mergesTheFilesOfAZonesDirectory() {
    files.put(
        "etc/firewalld/zones/public/imap.xml",
        "<zone><port port=\"143\" protocol=\"tcp\"/></zone>");
    files.put(
        "etc/firewalld/zones/public/smtp.xml", "<zone><port port=\"25\" protocol=\"tcp\"/></zone>");
    assertThat(verdict(143)).isEqualTo(PortReach.Verdict.ANY);
    assertThat(verdict(25)).isEqualTo(PortReach.Verdict.ANY);
    assertThat(verdict(110)).isEqualTo(PortReach.Verdict.NONE);
  }

  @Test
  void keepsTheFirstOfTwoOptionsOfAName() {
    files.put("etc/firewalld/firewalld.conf", "DefaultZone=trusted\nDefaultZone=drop\n; a\n # b\n");
    assertThat(verdict(143)).isEqualTo(PortReach.Verdict.ANY);
  }

  @Test
  void fallsBackToThePublicZone() {
    files.put("etc/firewalld/firewalld.conf", "DefaultZone=nowhere\n");
    assertThat(verdict(22)).isEqualTo(PortReach.Verdict.ANY);
    assertThat(problems())
        .containsExactly(
            "etc/firewalld/firewalld.conf:1:1: there is no zone 'nowhere'; firewalld takes 'public' for the default zone");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<rule><source address=\"10.0.0.0/8\"/><drop/></rule>",
        "<rule family=\"ipv4\"><source address=\"fd00::/8\"/><drop/></rule>",
        "<rule family=\"ipv4\"><drop/></rule>",
        "<rule family=\"ipv4\"><source address=\"10.0.0.0/8\"/></rule>",
        "<rule family=\"ipv4\"><port port=\"99999\" protocol=\"tcp\"/><drop/></rule>",
        "<rule family=\"ipv4\" priority=\"99999\"><source address=\"10.0.0.0/8\"/><drop/></rule>",
        "<rule family=\"ipv4\"><source address=\"10.0.0.0/8\"/><drop/><accept/></rule>",
        "<rule family=\"ipv4\"><source address=\"10.0.0.0/8\"/><reject type=\"no-route\"/></rule>",
      })
  void leavesOutRulesThatFirewalldLeavesOut(String rule) {
    zone("public", "<service name=\"imap\"/>", rule);
    assertThat(verdict(143, "10.1.1.1")).isEqualTo(PortReach.Verdict.ANY);
    assertThat(problems())
        .singleElement()
        .asString()
        .startsWith("etc/firewalld/zones/public.xml:3:1: firewalld leaves this rule out: ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<port port=\"99999\" protocol=\"tcp\"/>",
        "<port port=\"143\" protocol=\"icmp\"/>",
        "<sevrice name=\"imap\"/>",
        "<source ipset=\"missing\"/>",
        "<forward-port port=\"143\" protocol=\"tcp\"/>",
        "<source address=\"not-an-address\"/>",
      })
  void doesNotGuessAtWhatFirewalldRefuses(String element) {
    zone("public", "<service name=\"imap\"/>", element);
    assertThat(verdict(143)).isEqualTo(PortReach.Verdict.UNKNOWN);
    assertThat(problems())
        .singleElement()
        .asString()
        .startsWith("etc/firewalld/zones/public.xml:3:1: ")
        .endsWith("; firewalld does not start with it");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<zone>",
        "",
        "not XML",
        "<zone/><zone/>",
        "<!DOCTYPE zone [<!ENTITY a SYSTEM \"file:///etc/passwd\">]><zone><short>&a;</short></zone>",
        "<!DOCTYPE zone [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><zone><short>&b;</short></zone>",
      })
  void doesNotReadWhatIsNoPlainXml(String text) {
    files.put("etc/firewalld/zones/public.xml", text);
    assertThat(verdict(143)).isEqualTo(PortReach.Verdict.UNKNOWN);
    assertThat(filter().files())
        .flatExtracting(file -> file.problems())
        .extracting(Problem::kind)
        .contains(Problem.Kind.SYNTAX);
    assertThat(problems()).noneMatch(problem -> problem.contains("root:"));
  }

  @Test
  void readsNoElementsNestedWithoutEnd() {
    files.put("etc/firewalld/zones/public.xml", "<zone>".repeat(100_000));
    assertThat(verdict(143)).isEqualTo(PortReach.Verdict.UNKNOWN);
  }

  @Test
  void doesNotTellWhichInterfacesAZoneGetsAtRunTime() {
    zone("public", "<service name=\"imap\"/>");
    files.put(
        "etc/firewalld/policies/p.xml",
        "<policy target=\"DROP\"><ingress-zone name=\"public\"/><egress-zone name=\"HOST\"/></policy>");
    assertThat(verdict(143)).isEqualTo(PortReach.Verdict.UNKNOWN);
  }

  @Test
  void readsBothFamilies() {
    zone("public", "<service name=\"imap\"/>");
    assertThat(
            FirewallPosture.of(List.of(filter())).reach(Question.anybody(143, Family.V6)).verdict())
        .isEqualTo(PortReach.Verdict.ANY);
  }

  /** Seen from firewalld 1.3.3: it makes its sets for ipset too; without one it falls back. */
  @Test
  void directRulesNameTheSetsOfTheirOwn() {
    zone("public", "<port port=\"143\" protocol=\"tcp\"/>");
    files.put(
        "etc/firewalld/direct.xml",
        """
        <direct>
        <rule ipv="ipv4" table="filter" chain="INPUT" priority="0">\
        -p tcp --dport 143 -m set --match-set office src -j DROP</rule>
        </direct>
        """);
    assertThat(verdict(143)).isEqualTo(PortReach.Verdict.UNKNOWN);
    assertThat(verdict(110)).isEqualTo(PortReach.Verdict.UNKNOWN);
    files.put(
        "etc/firewalld/ipsets/office.xml",
        "<ipset type=\"hash:net\"><entry>203.0.113.0/24</entry></ipset>");
    assertThat(verdict(143)).isEqualTo(PortReach.Verdict.NONE);
    assertThat(verdict(143, "198.51.100.7")).isEqualTo(PortReach.Verdict.ANY);
  }

  private void office(String type, String... elements) {
    files.put(
        "etc/firewalld/ipsets/office.xml",
        "<ipset type=\"%s\">%s</ipset>".formatted(type, String.join("", elements)));
  }

  /** Seen from firewalld 1.3.3: what is no entry is left out; what nft refuses ends the start. */
  @Test
  void setsHoldWhatTheirBackendTakes() {
    zone("public", "<port port=\"25\" protocol=\"tcp\"/>");
    zone("mail", "<source ipset=\"office\"/>", "<port port=\"143\" protocol=\"tcp\"/>");
    String wide = "<entry>203.0.0.0/8</entry>";
    office("hash:net", "<entry>10.0.0.0/33</entry><entry>0.0.0.0/0</entry>", wide, wide);
    assertThat(verdict(143)).isEqualTo(PortReach.Verdict.ANY);
    assertThat(verdict(143, "198.51.100.7")).isEqualTo(PortReach.Verdict.NONE);
    office("hash:net", wide, "<entry>203.0.113.0/24</entry>");
    assertThat(verdict(143)).isEqualTo(PortReach.Verdict.UNKNOWN);
    assertThat(problems())
        .anyMatch(one -> one.contains("203.0.0.0/8 and 203.0.113.0/24 of the set overlap"));
    office("hash:ip", "<entry>203.0.113.1-203.0.113.9</entry>");
    assertThat(verdict(143)).isEqualTo(PortReach.Verdict.UNKNOWN);
    files.put("etc/firewalld/firewalld.conf", "DefaultZone=public\nFirewallBackend=iptables\n");
    assertThat(verdict(143)).isEqualTo(PortReach.Verdict.ANY);
    office("hash:net", wide, "<entry>203.0.113.0/24</entry>");
    assertThat(verdict(143)).isEqualTo(PortReach.Verdict.ANY);
    office("hash:net", "<option name=\"maxelem\" value=\"1\"/>", wide, "<entry>10.0.0.1</entry>");
    assertThat(verdict(143)).isEqualTo(PortReach.Verdict.UNKNOWN);
  }

  /** Seen from firewalld 1.3.3, which warns and loads the zone without the rule. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "ANY  | <accept/>",
        "ANY  | <log level='info'><limit value='2/d'/></log><accept/>",
        "ANY  | <log><limit value=' 3/s'/></log><accept/>",
        "ANY  | <log><limit value='99999999999/s'/></log><accept/>",
        "ANY  | <nflog group='65535' queue-size='1'/><accept><limit value='1/h'/></accept>",
        "NONE | <accept><limit value='1/d'/></accept>",
        "NONE | <accept><limit value='x'/></accept>",
        "NONE | <log level='foo'/><accept/>",
        "NONE | <nflog group='70000'/><accept/>",
        "NONE | <nflog queue-size='-1'/><accept/>",
        "NONE | <audit><limit value='0/s'/></audit><accept/>",
        "NONE | <log><limit value='1/day'/></log><accept/>",
        "NONE | <log><limit value='+3/s'/><limit value='3/s'/></log><accept/>"
      })
  void leavesOutRulesWhoseLimitsItDoesNotTake(String verdict, String parts) {
    zone("public", "<rule family='ipv4'><service name='imap'/>" + parts + "</rule>");
    assertThat(verdict(143)).isEqualTo(PortReach.Verdict.valueOf(verdict));
  }
}
