package dev.postern.firewall.pf;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.firewall.FirewallPosture;
import dev.postern.firewall.reach.PortReach.Verdict;
import dev.postern.net.Family;
import dev.postern.net.Networks;
import dev.postern.posture.network.Exposure;
import dev.postern.posture.network.Reach;
import dev.postern.posture.network.Via;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Connections that are sent on, worked out by hand from pf.conf(5) of OpenBSD and FreeBSD. */
class PfTranslationTest {
  private final PfHost host = new PfHost();

  private Verdict dialled(int port, String rules) {
    return host.rules(rules).reach(port, Family.V4).verdict();
  }

  private Exposure listener(int port, String rules) {
    return FirewallPosture.of(List.of(host.rules(rules).filter()))
        .exposure(port, List.of(4), "*", Networks.ANY, Optional.empty());
  }

  @Test
  void aRuleIsForTheFamilyOfTheAddressItSendsTo() {
    PfHost rdr = new PfHost().rules("rdr pass proto tcp to port 143 -> 127.0.0.1\nblock all\n");
    assertThat(rdr.reach(143, Family.V4).verdict()).isEqualTo(Verdict.ANY);
    assertThat(rdr.reach(143, Family.V6).verdict()).isEqualTo(Verdict.NONE);
    PfHost match =
        new PfHost().rules("block all\npass in quick proto tcp to port 143 rdr-to ::1\n");
    assertThat(match.reach(143, Family.V4).verdict()).isEqualTo(Verdict.NONE);
    assertThat(match.reach(143, Family.V6).verdict()).isEqualTo(Verdict.ANY);
    assertThat(new PfHost().rules("rdr inet6 proto tcp to port 143 -> 127.0.0.1\n").problems())
        .isNotEmpty();
  }

  @Test
  void olderRedirectionsComeBeforeTheFilter() {
    String rules =
        """
        rdr on em0 inet proto tcp from any to any port 143 -> 127.0.0.1 port 1143
        block in all
        pass in on em0 proto tcp to 127.0.0.1 port 1143
        """;
    assertThat(dialled(143, rules)).isEqualTo(Verdict.ANY);
    assertThat(dialled(1143, rules)).as("dialled as it is").isEqualTo(Verdict.NONE);
    assertThat(listener(1143, rules).verdict().is(Reach.ANY)).isTrue();
    assertThat(listener(1143, rules).via().is(new Via.RedirectFrom(143))).isTrue();
    assertThat(listener(143, rules).verdict().is(Reach.NONE)).isTrue();
  }

  @Test
  void aRuleForNoPortAtAllStandsBesideARedirectionOfAll() {
    String rules =
        """
        rdr pass inet proto tcp from any to any -> 127.0.0.1 port 1143
        block in proto tcp to port 100 >< 101
        block in all
        """;
    assertThat(listener(1143, rules).verdict().is(Reach.ANY)).isTrue();
  }

  @Test
  void theFirstOlderRedirectionDecides() {
    String rules =
        """
        no rdr on em0 proto tcp from 10.0.0.0/8 to any port 143
        rdr on em0 proto tcp from any to any port 143 -> lo0 port 1143
        block in all
        pass in proto tcp to port 1143
        pass in proto tcp from 10.0.0.0/8 to port 143
        """;
    assertThat(dialled(143, rules)).isEqualTo(Verdict.ANY);
    assertThat(listener(143, rules).v4().is(Reach.SOME)).isTrue();
    assertThat(listener(143, rules).sources().map(Networks::toString).toOptional())
        .hasValueSatisfying(text -> assertThat(text).contains("10.0.0.0/8"));
  }

  @Test
  void anOlderRedirectionThatPassesNeedsNoRule() {
    assertThat(
            dialled(
                143,
                "rdr pass on em0 inet proto tcp to port 143 -> 127.0.0.1 port 1143\nblock all\n"))
        .isEqualTo(Verdict.ANY);
    assertThat(
            dialled(
                143, "rdr on em0 inet proto tcp to port 143 -> 127.0.0.1 port 1143\nblock all\n"))
        .isEqualTo(Verdict.NONE);
  }

  @Test
  void whetherAnotherAddressIsThisHostsIsUnknown() {
    assertThat(dialled(143, "rdr on em0 proto tcp to port 143 -> 192.168.1.10\npass all\n"))
        .isEqualTo(Verdict.ANY);
    assertThat(
            dialled(143, "rdr pass on em0 proto tcp to any port 143 -> 192.168.1.10 port 1143\n"))
        .as("from another interface than em0")
        .isEqualTo(Verdict.ANY);
    assertThat(
            host.rules("rdr pass on em0 proto tcp to port 143 -> 192.168.1.10\nblock all\n")
                .arriving(143, "em0")
                .verdict())
        .isEqualTo(Verdict.UNKNOWN);
  }

  @Test
  void aRuleThatPassesTranslatesWhenItDecides() {
    String rules =
        """
        block all
        pass in on em0 inet proto tcp to port 143 rdr-to 127.0.0.1 port 1143
        """;
    assertThat(listener(1143, rules).via().is(new Via.RedirectFrom(143))).isTrue();
    assertThat(listener(143, rules).verdict().is(Reach.NONE)).isTrue();
    assertThat(dialled(143, rules + "block in proto tcp to port 143\n")).isEqualTo(Verdict.NONE);
  }

  @Test
  void matchTranslatesForTheRulesBehindItOnly() {
    String match = "match in inet proto tcp to port 143 rdr-to 127.0.0.1 port 1143\n";
    assertThat(dialled(143, "block all\n" + match + "pass in proto tcp to port 1143\n"))
        .isEqualTo(Verdict.ANY);
    assertThat(dialled(143, "block all\n" + match + "pass in proto tcp to port 143\n"))
        .isEqualTo(Verdict.NONE);
    assertThat(dialled(143, "block all\npass in proto tcp to port 143\n" + match))
        .as("the rule in front of it saw the port dialled")
        .isEqualTo(Verdict.ANY);
    assertThat(dialled(143, "block quick proto tcp to port 143\n" + match + "pass in\n"))
        .isEqualTo(Verdict.NONE);
    assertThat(dialled(143, "pass in quick proto tcp to port 143\n" + match + "block all\n"))
        .isEqualTo(Verdict.ANY);
    assertThat(dialled(143, "block all\n" + match + "pass in to 127.0.0.1\n"))
        .isEqualTo(Verdict.ANY);
  }

  @Test
  void anotherSourceIsSeenByRulesBehindMatchOnly() {
    String inner = "pass in proto tcp from 10.0.0.0/8 to port 143\n";
    assertThat(dialled(143, "block all\nmatch in nat-to 10.0.0.1\n" + inner))
        .isEqualTo(Verdict.UNKNOWN);
    assertThat(dialled(143, "block all\npass in proto tcp to port 143 nat-to 10.0.0.1\n"))
        .isEqualTo(Verdict.ANY);
  }

  @Test
  void divertToHandsTheConnectionToADaemon() {
    String rules = "block all\npass in proto tcp to port 25 divert-to 127.0.0.1 port 8025\n";
    assertThat(listener(8025, rules).via().is(new Via.RedirectFrom(25))).isTrue();
    assertThat(listener(25, rules).verdict().is(Reach.NONE)).isTrue();
  }

  @Test
  void whatRouteToTakesAwayIsUnknown() {
    assertThat(dialled(143, "block all\npass in route-to (em1 192.0.2.1) proto tcp to port 143\n"))
        .as("FreeBSD has it in front of the protocol")
        .isEqualTo(Verdict.UNKNOWN);
    assertThat(dialled(143, "block all\npass in proto tcp to port 143 route-to 192.0.2.1\n"))
        .isEqualTo(Verdict.UNKNOWN);
    assertThat(dialled(143, "block all\npass in proto tcp to port 143 reply-to 192.0.2.1\n"))
        .isEqualTo(Verdict.ANY);
  }

  @Test
  void anOlderFileKeepsToTheOrderOfItsStatements() {
    String rules = "pass in all\nnat on em0 from 10.0.0.0/8 to any -> (em0)\n";
    assertThat(dialled(143, rules)).isEqualTo(Verdict.UNKNOWN);
    assertThat(host.problems())
        .containsExactly(
            "etc/pf.conf:2:1: statements must come in the order: options, normalization, queueing,"
                + " translation, filtering");
    assertThat(dialled(143, "set require-order no\n" + rules)).isEqualTo(Verdict.ANY);
  }

  @Test
  void rulesOfAnAnchorTranslateToo() {
    host.file(
        "etc/mail.conf", "rdr pass on em0 inet proto tcp to port 143 -> 127.0.0.1 port 1143\n");
    assertThat(
            dialled(143, "rdr-anchor mail\nblock all\nload anchor mail from \"/etc/mail.conf\"\n"))
        .isEqualTo(Verdict.ANY);
    assertThat(dialled(143, "rdr-anchor mail\nblock all\n")).isEqualTo(Verdict.NONE);
  }
}
