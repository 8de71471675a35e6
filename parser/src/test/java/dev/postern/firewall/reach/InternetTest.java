package dev.postern.firewall.reach;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.fact.Fact;
import dev.postern.firewall.FirewallPosture;
import dev.postern.firewall.iptables.IptablesRuleset;
import dev.postern.firewall.iptables.IptablesRuleset.RuleFile;
import dev.postern.net.Family;
import dev.postern.net.Networks;
import dev.postern.posture.network.Exposure;
import dev.postern.posture.network.Reach;
import dev.postern.source.SourceFile;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who counts as the world at large. */
class InternetTest {
  private static final String ACCEPT = "-A INPUT -p tcp --dport 143 -j ACCEPT\n";

  private static FirewallPosture rules(Family family, String rules) {
    String text = "*filter\n:INPUT DROP [0:0]\n" + rules + "COMMIT\n";
    return FirewallPosture.of(
        List.of(
            IptablesRuleset.read(
                List.of(new RuleFile(SourceFile.of("rules", text), family)), List.of())));
  }

  private static Fact<Reach> v4(String rules) {
    Exposure exposure = rules(Family.V4, rules).portExposure(143, Networks.ANY);
    return exposure.v4();
  }

  private static Fact<Reach> v6(String rules) {
    return rules(Family.V6, rules).portExposure(143, Networks.ANY).v6();
  }

  @Test
  void whoIsKeptOutLeavesTheWorldIn() {
    assertThat(v4("-A INPUT -s 203.0.113.99 -j DROP\n" + ACCEPT).is(Reach.ANY)).isTrue();
    assertThat(v4("-A INPUT -s 224.0.0.0/4 -j DROP\n" + ACCEPT).is(Reach.ANY)).isTrue();
    assertThat(v6("-A INPUT -s 2001:db8::/32 -j DROP\n" + ACCEPT).is(Reach.ANY)).isTrue();
  }

  @Test
  void theGlobalUnicastAddressesAreTheWorldOfIpv6() {
    assertThat(v6(ACCEPT.replace("INPUT", "INPUT -s 2000::/3")).is(Reach.ANY)).isTrue();
    assertThat(v6(ACCEPT.replace("INPUT", "INPUT -s fc00::/7")).is(Reach.SOME)).isTrue();
    assertThat(v6(ACCEPT.replace("INPUT", "INPUT -s 2001:db8::/32")).is(Reach.SOME)).isTrue();
  }

  @Test
  void whoIsLetInIsNot() {
    assertThat(v4(ACCEPT.replace("INPUT", "INPUT -s 10.0.0.0/8")).is(Reach.SOME)).isTrue();
  }

  /** Beside one address that surely gets in, a set that no file tells may leave the world in. */
  @Test
  void oneWhoSurelyGetsInDoesNotHideTheOthers() {
    String rules =
        "-A INPUT -s 198.51.100.10 -j ACCEPT\n-A INPUT -s 203.0.113.99 -j DROP\n"
            + "-A INPUT -m set --match-set %s src -j %s\n"
            + ACCEPT;
    Fact<Reach> blocked = v4(rules.formatted("countries", "DROP"));
    assertThat(blocked.isKnown()).isFalse();
    assertThat(blocked.mayBe(Reach.ANY)).isTrue();
    assertThat(v4(rules.formatted("friends", "ACCEPT")).is(Reach.ANY)).isTrue();
  }
}
