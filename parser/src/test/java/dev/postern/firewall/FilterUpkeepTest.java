package dev.postern.firewall;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.firewall.iptables.IptablesRuleset;
import dev.postern.firewall.iptables.IptablesRuleset.RuleFile;
import dev.postern.firewall.nftables.NftRuleset;
import dev.postern.net.AddressSet;
import dev.postern.net.Family;
import dev.postern.net.Networks;
import dev.postern.net.Prefix;
import dev.postern.source.MemoryTree;
import dev.postern.source.SourceFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Rules without effect. */
class FilterUpkeepTest {
  private static FirewallPosture iptables(String rules) {
    return FirewallPosture.of(
        List.of(
            IptablesRuleset.read(
                List.of(
                    new RuleFile(
                        SourceFile.of("rules.v4", "*filter\n" + rules + "COMMIT\n"), Family.V4)),
                List.of())));
  }

  private static FirewallPosture nft(String rules) {
    String table =
        "table inet filter {\n  chain input {\n type filter hook input priority 0; policy drop;\n"
            + rules
            + "  }\n}\n";
    return FirewallPosture.of(
        List.of(
            NftRuleset.read(List.of(SourceFile.of("n.conf", table)), new MemoryTree(Map.of()))));
  }

  /** The rules in the shadow, the contradicted ones with an exclamation mark. */
  private static List<String> shadowed(FirewallPosture posture) {
    return posture.unreachableRules().stream()
        .map(
            rule ->
                (rule.contradicted().is(true) ? "!" : "") + rule.rule().toOptional().orElse("?"))
        .toList();
  }

  @Test
  void aRuleBehindOneForEverythingIsInItsShadow() {
    assertThat(
            shadowed(
                iptables(
                    """
                    -A INPUT -i lo -j ACCEPT
                    -A INPUT -j DROP
                    -A INPUT -p tcp --dport 143 -j ACCEPT
                    -A INPUT -p udp --dport 53 -j DROP
                    """)))
        .containsExactly(
            "!-A INPUT -p tcp --dport 143 -j ACCEPT", "-A INPUT -p udp --dport 53 -j DROP");
  }

  @Test
  void severalAlikeCoverTogether() {
    assertThat(
            shadowed(
                iptables(
                    """
                    -A INPUT -s 10.0.0.0/9 -p tcp --dport 100:200 -j ACCEPT
                    -A INPUT -s 10.128.0.0/9 -p tcp --dport 100:200 -j ACCEPT
                    -A INPUT -s 10.1.0.0/16 -p tcp --dport 143 -j DROP
                    -A INPUT -s 10.0.0.0/8 -p tcp --dport 100:200 -m limit --limit 1/s -j LOG
                    -A INPUT -s 10.0.0.0/7 -p tcp --dport 143 -j DROP
                    -A INPUT -s 10.1.0.0/16 -p tcp --dport 99 -j DROP
                    """)))
        .containsExactly(
            "!-A INPUT -s 10.1.0.0/16 -p tcp --dport 143 -j DROP",
            "-A INPUT -s 10.0.0.0/8 -p tcp --dport 100:200 -m limit --limit 1/s -j LOG");
  }

  @Test
  void severalCoverPortsTogether() {
    assertThat(
            shadowed(
                iptables(
                    """
                    -A INPUT -p tcp --dport 1:200 -j DROP
                    -A INPUT -s 10.0.0.0/8 -p tcp --dport 201:300 -j ACCEPT
                    -A INPUT -s 10.1.0.0/16 -p tcp -m multiport --dports 143,210:220 -j ACCEPT
                    -A INPUT -s 11.0.0.0/8 -p tcp --dport 150:250 -j ACCEPT
                    -A INPUT -s 10.2.0.0/16 -p tcp --dport 150:301 -j ACCEPT
                    """)))
        .containsExactly(
            "!-A INPUT -s 10.1.0.0/16 -p tcp -m multiport --dports 143,210:220 -j ACCEPT");
  }

  @Test
  void aRuleIsInTheShadowOfTheOneThatTakesMostOfIt() {
    FirewallPosture posture =
        iptables(
            """
            -A INPUT -s 10.0.0.0/8 -p tcp --dport 143 -j ACCEPT
            -A INPUT -s 198.51.100.0/24 -p tcp --dport 143 -j DROP
            -A INPUT -p tcp --dport 143 -j ACCEPT
            -A INPUT -p tcp --dport 143 -j DROP
            -A INPUT -s 10.1.0.0/16 -p tcp --dport 143 -j ACCEPT
            """);
    assertThat(posture.unreachableRules())
        .extracting(rule -> rule.by().toOptional().orElse("?"))
        .containsExactly(
            "-A INPUT -p tcp --dport 143 -j ACCEPT",
            "-A INPUT -s 10.0.0.0/8 -p tcp --dport 143 -j ACCEPT");
  }

  @Test
  void whatTheCallerSettledNoCalledChainMeets() {
    assertThat(
            shadowed(
                iptables(
                    """
                    -N MAIL
                    -N BLOCKED
                    -A INPUT -s 192.0.2.0/24 -j BLOCKED
                    -A INPUT -p tcp --dport 143 -j ACCEPT
                    -A INPUT -p tcp -j MAIL
                    -A INPUT -s 192.0.2.7 -p tcp --dport 25 -j ACCEPT
                    -A MAIL -s 10.0.0.0/8 -p tcp --dport 143 -j DROP
                    -A MAIL -p tcp --dport 110:143 -j DROP
                    -A MAIL -p tcp --dport 25 -j RETURN
                    -A MAIL -p tcp --dport 993 -j ACCEPT
                    -A INPUT -p tcp --dport 110 -j ACCEPT
                    -A INPUT -p tcp --dport 993 -j DROP
                    -A BLOCKED -p tcp -j DROP
                    """)))
        .containsExactly(
            "!-A MAIL -s 10.0.0.0/8 -p tcp --dport 143 -j DROP",
            "!-A INPUT -s 192.0.2.7 -p tcp --dport 25 -j ACCEPT",
            "!-A INPUT -p tcp --dport 110 -j ACCEPT");
  }

  /** Of the chain behind a call in the shadow nothing more is told. */
  @Test
  void aChainIsMetWhereOneOfItsCallersIs() {
    String rules =
        """
        -N MAIL
        -A INPUT -p tcp --dport 143 -j ACCEPT
        -A INPUT -p tcp --dport 143 -j MAIL
        %s
        -A MAIL -s 10.0.0.0/8 -p tcp --dport 143 -j DROP
        """;
    assertThat(shadowed(iptables(rules.formatted("-A INPUT -p tcp -j MAIL"))))
        .containsExactly(
            "-A INPUT -p tcp --dport 143 -j MAIL",
            "!-A MAIL -s 10.0.0.0/8 -p tcp --dport 143 -j DROP");
    assertThat(shadowed(iptables(rules.formatted("-A FORWARD -p tcp -j MAIL"))))
        .containsExactly("-A INPUT -p tcp --dport 143 -j MAIL");
  }

  /** Seen from the kernel's counters. */
  @Test
  void whatIsTrackedAtOnePlaceIsNotAtTheNext() {
    assertThat(
            shadowed(
                FirewallPosture.of(
                    List.of(
                        NftRuleset.read(
                            List.of(
                                SourceFile.of(
                                    "n.conf",
                                    """
                                    table ip t {
                                      chain early {
                                        type filter hook prerouting priority raw
                                        ct state untracked accept
                                        notrack
                                        ct state untracked drop
                                      }
                                    }
                                    """)),
                            new MemoryTree(Map.of()))))))
        .isEmpty();
  }

  /** Networks of which there are few, so that rules share sources, cover each other and do not. */
  @Test
  void ofSourcesAloneThoseAreInTheShadowOfWhomNoneIsLeft() {
    Random random = new Random(11);
    for (int round = 0; round < 200; round++) {
      AddressSet settled = AddressSet.none(Family.V4);
      List<String> expected = new ArrayList<>();
      StringBuilder rules = new StringBuilder();
      for (int i = 0; i < 12; i++) {
        Prefix source =
            Prefix.parse("10.0.%d.0/%d".formatted(random.nextInt(32), random.nextInt(19, 25)))
                .filter(prefix -> random.nextInt(40) > 0)
                .orElse(Prefix.ALL_V4);
        String rule = "-A INPUT -s %s -m comment --comment n%d -j DROP".formatted(source, i);
        rules.append(rule).append('\n');
        if (settled.contains(AddressSet.of(source))) {
          expected.add(rule);
        }
        settled = settled.union(AddressSet.of(source));
      }
      assertThat(shadowed(iptables(rules.toString()))).isEqualTo(expected);
    }
  }

  @Test
  void whatMayDependOnMoreThanThePacketSettlesNothing() {
    assertThat(
            shadowed(
                iptables(
                    """
                    -A INPUT -m limit --limit 1/s -j ACCEPT
                    -A INPUT -m mark --mark 1 -j ACCEPT
                    -A INPUT -m statistic --mode random --probability 0.5 -j DROP
                    -A INPUT -m geoip --src-cc DE -j DROP
                    -A INPUT -p icmp --icmp-type echo-request -j ACCEPT
                    -A INPUT -p icmp --icmp-type echo-reply -j ACCEPT
                    -A INPUT -m pkttype --pkt-type unicast -j ACCEPT
                    -A INPUT -m ttl --ttl-lt 5 -j DROP
                    -A INPUT -p tcp --dport 143 -j ACCEPT
                    """)))
        .isEmpty();
  }

  @Test
  void chainsThatLetNothingBackSettleToo() {
    assertThat(
            shadowed(
                iptables(
                    """
                    :DENY - [0:0]
                    :MAYBE - [0:0]
                    -A INPUT -p tcp --dport 25 -j MAYBE
                    -A INPUT -p tcp --dport 25 -j ACCEPT
                    -A INPUT -p tcp --dport 143 -j DENY
                    -A INPUT -p tcp --dport 143 -j ACCEPT
                    -A DENY -j LOG
                    -A DENY -j DROP
                    -A MAYBE -s 10.0.0.0/8 -j RETURN
                    -A MAYBE -j DROP
                    """)))
        .containsExactly("!-A INPUT -p tcp --dport 143 -j ACCEPT");
  }

  @Test
  void aStatementOfManyPartsNeedsAllInTheShadow() {
    assertThat(
            shadowed(
                nft(
                    """
                    tcp dport 143 drop
                    tcp dport vmap { 143 : accept, 993 : accept }
                    tcp dport { 143 } accept
                    ip saddr 10.0.0.0/8 drop
                    ip6 saddr ::/0 drop
                    ip saddr 10.1.0.0/16 accept
                    icmp type echo-request accept
                    icmp type echo-reply accept
                    """)))
        .containsExactly("!tcp dport { 143 } accept", "!ip saddr 10.1.0.0/16 accept");
  }

  private static List<String> unmet(FirewallPosture posture, int port) {
    return posture.unmetLimits(port, Networks.of(Prefix.ALL_V4)).stream()
        .map(
            limit ->
                limit.rule().toOptional().orElse("?") + " | " + limit.by().toOptional().orElse("?"))
        .toList();
  }

  @Test
  void aLimitBehindAnAcceptIsMetByNobody() {
    String limit =
        "-A INPUT -p tcp --dport 143 -m hashlimit --hashlimit-above 20/min --hashlimit-mode srcip --hashlimit-name m -j DROP\n";
    String accept = "-A INPUT -p tcp -m multiport --dports 25,143 -j ACCEPT\n";
    assertThat(unmet(iptables(accept + limit + "-A INPUT -j DROP\n"), 143))
        .containsExactly(limit.strip() + " | " + accept.strip());
    assertThat(unmet(iptables(limit + accept + "-A INPUT -j DROP\n"), 143)).isEmpty();
    assertThat(unmet(iptables("-A INPUT -j DROP\n" + limit), 143)).isEmpty();
    assertThat(unmet(iptables(accept + limit + "-A INPUT -j DROP\n"), 25)).isEmpty();
  }

  @Test
  void exemptionsBeforeALimitLeaveItForOthers() {
    assertThat(
            unmet(
                iptables(
                    """
                    -A INPUT -s 10.0.0.0/8 -j ACCEPT
                    -A INPUT -p tcp --dport 143 -m connlimit --connlimit-above 10 -j REJECT
                    -A INPUT -m limit --limit 3/min -j LOG
                    """),
                143))
        .isEmpty();
  }

  @Test
  void whatHidesALimitIsWhatLetsThoseThroughWhomItIsFor() {
    String limit =
        "-A INPUT -s 198.51.100.0/24 -p tcp --dport 143 -m connlimit --connlimit-above 5 -j DROP";
    String reject = "-A INPUT -s 198.51.100.0/24 -p tcp -j REJECT";
    String accept = "-A INPUT -s 198.51.100.0/25 -p tcp --dport 143 -j ACCEPT";
    String world = "-A INPUT -p tcp --dport 143 -j ACCEPT";
    String end = "-A INPUT -j DROP\n";
    assertThat(unmet(iptables(String.join("\n", accept, reject, limit, world, end)), 143))
        .containsExactly(limit + " | " + accept);
    assertThat(unmet(iptables(String.join("\n", reject, limit, world, end)), 143)).isEmpty();
  }

  @Test
  void whatLetsThroughInAnotherTableHidesNothing() {
    String chain = "chain c { type filter hook input priority %d;%n%s%n}%n";
    String first = "tcp dport 143 accept\ntcp dport 143 ct count over 5 drop";
    String text =
        "table ip a {%n%s}%ntable ip b {%n%s}%n"
            .formatted(chain.formatted(0, first), chain.formatted(10, "tcp dport < 200 accept"));
    FirewallPosture posture =
        FirewallPosture.of(
            List.of(
                NftRuleset.read(List.of(SourceFile.of("n.conf", text)), new MemoryTree(Map.of()))));
    assertThat(unmet(posture, 143))
        .containsExactly("tcp dport 143 ct count over 5 drop | tcp dport 143 accept");
  }

  @Test
  void limitsInChainsThatConnectionsNeverEnterAreNoneOfTheirs() {
    assertThat(
            unmet(
                iptables(
                    """
                    :UDP - [0:0]
                    -A INPUT -p tcp --dport 143 -j ACCEPT
                    -A INPUT -p udp -j UDP
                    -A UDP -m limit --limit 3/min -j ACCEPT
                    -A UDP -j DROP
                    """),
                143))
        .isEmpty();
  }
}
