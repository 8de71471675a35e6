package dev.postern.firewall.iptables;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.firewall.FirewallPosture;
import dev.postern.firewall.Kernel;
import dev.postern.firewall.iptables.IptablesRuleset.RuleFile;
import dev.postern.firewall.reach.PortReach;
import dev.postern.firewall.reach.Question;
import dev.postern.net.Address;
import dev.postern.net.Family;
import dev.postern.net.Networks;
import dev.postern.net.Prefix;
import dev.postern.source.SourceFile;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Matches that the kernel decides for every connection alike. */
class MatchesTest {
  @Test
  void meanWhatTheKernelMakesOfThem() {
    assertThat(MatchCase.all()).hasSizeGreaterThan(600);
    for (MatchCase one : MatchCase.all()) {
      assertThat(verdict(one))
          .as("%s", one)
          .isEqualTo(one.isOpen() ? PortReach.Verdict.ANY : PortReach.Verdict.NONE);
    }
  }

  private static PortReach.Verdict verdict(MatchCase one) {
    boolean isV4 = one.family() == Family.V4;
    SourceFile file = SourceFile.of("rules", MatchCase.rules(List.of(one), List.of(143)));
    Prefix client = Prefix.parse(isV4 ? "203.0.113.7" : "2001:db8:cafe::7").orElseThrow();
    return FirewallPosture.of(
            List.of(IptablesRuleset.read(List.of(new RuleFile(file, one.family())), List.of())))
        .reach(
            Question.anybody(143, one.family())
                .from(Networks.of(client))
                .boundTo(Address.parse(isV4 ? Kernel.SERVER_V4 : Kernel.SERVER_V6).orElseThrow())
                .arrivingOn("eth0"))
        .verdict();
  }
}
