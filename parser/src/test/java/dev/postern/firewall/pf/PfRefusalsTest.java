package dev.postern.firewall.pf;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.firewall.reach.PortReach.Verdict;
import dev.postern.net.Family;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What pfctl refuses and what it takes. Every line was put before pfctl of FreeBSD 12.1 and of
 * OpenBSD 5.5 with {@code -nf}: both refuse what is refused here, one of them at least takes what
 * is taken.
 */
class PfRefusalsTest {
  private static List<String> problems(String line) {
    return new PfHost().file("etc/none", "").rules(line + "\n").problems();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "pass in proto { tcp, udp, } all",
        "pass in proto { tcp,\nudp } all",
        "pass in on (em0) all",
        "pass in on all",
        "table <mail> { 192.0.2.1, }",
        "table <mail> { (em0) }",
        "table <mail> { <other> }",
        "table <mail> { no-route }",
        "table <mail> { 192.0.2.1 - 192.0.2.9 }",
        "antispoof for ! em0",
        "anchor mail in log",
        "anchor mail { pass }",
        "anchor mail {\nset skip on lo\n}",
        "anchor mail {\nx = 3\n}",
        "anchor _mail",
        "anchor",
        "anchor mail keep state",
        "block return-rst in all",
        "block return-rst in proto { tcp, udp } all",
        "block return-rst (3) in proto tcp all",
        "block in log (to em0) all",
        "block in log (some) all",
        "block in all keep state",
        "block in all allow-opts",
        "pass in proto tcp all keep state no state",
        "pass in proto tcp all flags S/SA flags any",
        "pass in proto udp all flags S/SA",
        "pass in proto udp from any os OpenBSD",
        "pass in proto tcp to port 143 fragment",
        "pass in proto 0 all",
        "pass in proto 256 all",
        "pass in inet proto icmp6 all",
        "pass in proto icmp from 2001:db8::1",
        "pass in inet from 2001:db8::1",
        "pass in from 192.0.2.1 to 2001:db8::1",
        "pass in inet6 from { 10.0.0.0/8, 192.0.2.1 }",
        "pass in proto tcp all icmp-type echoreq",
        "pass in all probability 101%",
        "pass in all set prio 8",
        "pass route-to (em0 192.0.2.1) all",
        "pass in all keep state (max-src-conn 0)",
        "pass in all keep state (max 3, max 4)",
        "pass in all keep state (overload <bad>)",
        "pass in all keep state (most 3)",
        "pass in all keep state (max-src-conn 3, source-track global)",
        "pass in all synproxy state (sloppy)",
        "no rdr proto tcp all -> 127.0.0.1",
        "no rdr pass proto tcp all",
        "rdr all -> 127.0.0.1 port 143",
        "rdr proto tcp from any to any port >= 143 -> 127.0.0.1",
        "rdr proto tcp from any to any port { 25, 100 >< 200 } -> 127.0.0.1",
        "anchor mail out {\nblock in proto icmp6 from any os OpenBSD\n}",
        "anchor mail in {\nblock out proto udp all flags S/SA\n}",
        "rdr inet proto tcp from 2001:db8::1 -> 127.0.0.1",
        "rdr proto 999 all -> 127.0.0.1",
        "rdr inet6 proto tcp all -> 127.0.0.1",
        "set skip on ! lo0",
        "set limit states 10, frags 20",
        "set timeout tcp.first 3, frag 5",
        "set timeout { }",
        "set limit rules 3",
        "set state-policy sometimes",
        "set optimization slow",
        "set loginterface",
        "set hostid 0",
        "pass in from 192.0.2.0/33",
        "pass in from 2001:db8::/129",
        "pass in from 10/33",
        "pass in to { 192.0.2.1, 192.0.2.0/99 }",
        "pass in from 300.1.1.1",
        "pass in from 10.08",
        "pass in from 1.2.3.4.5",
        "table <mail> { 192.0.2.0/33 }",
        "table <mail> { 2001:db8::/129 }",
        "pass in proto tcp to port :143",
        "pass in proto tcp to port 143:",
        "block return-icmp (nosuch) in",
        "block return-icmp (256) in",
        "block return-icmp6 (net-unr) in",
        "block return-icmp (port-unr, host-unr) in",
        "set timeout nosuch 3",
        "set timeout { tcp.first 3 bogus 4 }",
        "set require-order maybe",
        "set debug nosuch",
        "pass in all keep state (tcp.nosuch 3)",
        "pass in proto tcp all tos nosuch",
        "pass in proto tcp all tos 0x100",
        "pass in proto tcp all flags SA/S",
        "pass in inet proto icmp all icmp-type nosuch",
        "pass in inet proto icmp all icmp-type 256",
        "pass in inet proto icmp all icmp-type echoreq code nosuch",
        "pass in inet6 proto icmp6 all icmp6-type nosuch",
        "nat on em0 inet all",
        "nat on em0 inet6 all -> 192.0.2.1",
        "nat on em0 from 2001:db8::1 -> 192.0.2.1",
        "no nat on em0 all -> 192.0.2.1",
        "no nat pass on em0 all",
        "rdr on em0 all -> 192.0.2.1 static-port",
        "rdr on em0 from 2001:db8::1 -> 192.0.2.1",
        "rdr on em0 proto tcp all -> 192.0.2.1 port 1000:",
        "rdr on em0 all -> 192.0.2.0/24 bitmask random",
        "binat on em0 all -> 192.0.2.1",
        "pass in on em0 from 2001:db8::1 rdr-to 127.0.0.1",
        "pass nat-to 192.0.2.1",
        "pass rdr-to 192.0.2.1",
        "pass in on em0 from 2001:db8::1 reply-to (em0 192.0.2.1)",
        "pass in on em0 reply-to (em0 192.0.2.1) inet6 all",
      })
  void refuses(String line) {
    assertThat(problems(line)).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "pass in proto { tcp udp } all",
        "pass in proto {\ntcp\nudp\n} all",
        "pass in proto {\ntcp ,udp } all",
        "pass in on any all",
        "pass in from { any, 192.0.2.1 }",
        "pass in from { 192.0.2.1 { 192.0.2.2 192.0.2.3 } }",
        "pass in from 192.0.2.9 - 192.0.2.1",
        "table <mail> { }",
        "table <mail> {\n192.0.2.1\n!192.0.2.0/24 }",
        "antispoof for { em0, (em1) }",
        "anchor mail in quick",
        "anchor {\npass\n}",
        "block return-rst (ttl 3) in proto tcp all",
        "block return-icmp (1, 3) in all",
        "block in log (all, user, to pflog1) all",
        "block in all no state",
        "pass in proto { tcp, udp } all flags S/SA",
        "pass in inet from { 192.0.2.1, 2001:db8::1 }",
        "pass in all probability 0.5",
        "pass in all set prio (3 4)",
        "pass in all tag A tag B",
        "pass in inet all divert-to 127.0.0.1 port 3",
        "pass in all divert-to 3",
        "pass in all keep state (max 3, max-src-states 4, if-bound, tcp.first 3, overload <b>, max-src-conn 3)",
        "pass in all keep state (source-track global, max-src-states 3)",
        "no rdr proto tcp all",
        "rdr pass inet proto { tcp, udp } all -> 127.0.0.1 port 143",
        "set limit { states 10, frags 20 }",
        "set limit { states 10 frags 20\ntables 3 }",
        "set timeout tcp.first 3",
        "set hostid 0x1f",
        "set state-defaults no-sync, if-bound",
        "x = -3",
        "pass in inet6 proto icmp6 all",
        "block return-icmp (port-unr, addr-unr) in",
        "block return-icmp (filter-prohib) in",
        "set timeout { tcp.first 3 src.track 4 }",
        "set debug urgent",
        "pass in proto tcp all tos lowdelay",
        "pass in proto tcp all tos 0x10",
        "pass in inet proto icmp all icmp-type unreach code port-unr",
        "pass in from { 10/8 }",
        "pass in from { 1.2.3.04, 010.1, 0xa.1, 10.0x10, 1.2.3.04/24, 010/8 }",
        "nat on em0 all -> 192.0.2.1 static-port",
        "no nat on em0 all",
        "rdr on em0 proto tcp from { 10/8, 2001:db8::/32 } to port 25 -> 127.0.0.1",
        "pass in proto tcp from { 10/8, 2001:db8::/32 } rdr-to 127.0.0.1",
        "pass in nat-to 192.0.2.1",
        "pass out rdr-to 192.0.2.1",
        "binat on em0 from 192.0.2.2 -> 192.0.2.1",
        "include \"/dev/null\"",
        "table <mail> file \"/dev/null\"",
      })
  void takes(String line) {
    assertThat(problems(line)).isEmpty();
  }

  @Test
  void tellsPlaceAndExpectation() {
    assertThat(problems("set limit { states 10, rules 20 }"))
        .containsExactly(
            "etc/pf.conf:1:24: found 'rules 20' behind 'limit'; expected states, src-nodes, frags,"
                + " tables, table-entries, pktdelay-pkts or anchors with a number, several in"
                + " braces");
    assertThat(problems("pass in inet from 2001:db8::1 to any"))
        .containsExactly(
            "etc/pf.conf:1:1: found addresses of different families and no two that go together");
    assertThat(problems("block in proto tcp all modulate state"))
        .containsExactly("etc/pf.conf:1:24: found 'modulate' in a rule that blocks");
  }

  @Test
  void anAnchorsTableHoldsWhatStandsBetweenTheBraces() {
    PfHost host =
        new PfHost()
            .rules(
                """
                block all
                anchor mail {
                  table <office> { 203.0.113.0/24 }
                  pass in proto tcp from <office> to port 143
                }
                """);
    assertThat(host.reach(143, Family.V4).sources().toString()).contains("203.0.113.0");
    assertThat(host.reach(143, Family.V6).verdict()).isEqualTo(Verdict.NONE);
  }

  @Test
  void anyWithinAListIsOfEachSystemsOwnMeaning() {
    PfHost host = new PfHost().rules("block all\npass in from { 192.0.2.1, any }\n");
    assertThat(host.reach(143, Family.V4).verdict()).isEqualTo(Verdict.UNKNOWN);
  }

  @Test
  void nobodyIsInARunThatEndsBeforeItBegins() {
    PfHost host = new PfHost().rules("block all\npass in from 192.0.2.9 - 192.0.2.1\n");
    assertThat(host.reach(143, Family.V4).verdict()).isEqualTo(Verdict.NONE);
  }
}
