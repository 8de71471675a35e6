package dev.postern.firewall.reach;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.firewall.FirewallPosture;
import dev.postern.firewall.iptables.IptablesRuleset;
import dev.postern.firewall.iptables.IptablesRuleset.RuleFile;
import dev.postern.net.Family;
import dev.postern.source.SourceFile;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients choose to send does not keep them out while some other choice lets them in. */
class ChoicesTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "-m string --string bot --algo bm -j DROP",
        "-m ttl --ttl-lt 64 -j DROP",
        "-m ttl --ttl-eq 64 -j DROP",
        "-m length --length 60 -j DROP",
        "-m length ! --length 0:1000 -j DROP",
        "-m tos --tos 0 -j DROP",
        "-m dscp ! --dscp-class EF -j DROP",
        "-m ecn --ecn-ip-ect 2 -j DROP",
        "-p tcp -m tcpmss --mss 1:536 -j DROP",
        "-p tcp ! --tcp-option 2 --syn -j DROP",
        "-p tcp --tcp-option 8 -j DROP",
        "-p tcp --tcp-option 30 -j DROP",
        "-m osf --genre Windows -j DROP",
        "-p tcp --sport 1024:40000 -j DROP",
        "-m time --timestart 20:00 --timestop 06:00 -j DROP",
        "-m time --weekdays Sat,Sun -j DROP",
        "-m time --timestart 08:00 --weekdays 1 --datestop 2038-01-19T03:14:07 -j DROP",
        "-m time ! --monthdays 1,15 -j DROP",
      })
  void anybodyGetsInWithAnotherPacket(String rule) {
    assertThat(verdict(rule, "-p tcp --dport 143 -j ACCEPT")).isEqualTo(PortReach.Verdict.ANY);
  }

  @Test
  void whoeverSendsWhatIsAskedForGetsIn() {
    assertThat(verdict("-p tcp --dport 143 -m ttl --ttl-eq 99 -j ACCEPT"))
        .isEqualTo(PortReach.Verdict.ANY);
    assertThat(verdict("-p tcp --dport 143 --sport 5000 -j ACCEPT"))
        .isEqualTo(PortReach.Verdict.ANY);
  }

  @Test
  void nobodyGetsInWhereEveryChoiceIsRefused() {
    assertThat(
            verdict(
                "-m ttl --ttl-lt 64 -j DROP",
                "-m ttl --ttl-gt 63 -j DROP",
                "-p tcp --dport 143 -j ACCEPT"))
        .isEqualTo(PortReach.Verdict.NONE);
    assertThat(
            verdict(
                "-m string --string bot --algo bm -j DROP",
                "-m string ! --string bot --algo bm -j DROP",
                "-p tcp --dport 143 -j ACCEPT"))
        .isEqualTo(PortReach.Verdict.NONE);
  }

  @Test
  void aClientChoosesWhenItDialsAndNoDate() {
    String accept = "-p tcp --dport 143 -m time %s -j ACCEPT";
    assertThat(verdict(accept.formatted("--timestart 08:00 --timestop 18:00")))
        .isEqualTo(PortReach.Verdict.ANY);
    assertThat(verdict(accept.formatted("--weekdays Mon --datestop 2038-01-19T03:14:07")))
        .isEqualTo(PortReach.Verdict.ANY);
    assertThat(verdict(accept.formatted("--datestop 2030-01-01")))
        .isEqualTo(PortReach.Verdict.UNKNOWN);
    assertThat(verdict(accept.formatted("--weekdays Mon --kerneltz")))
        .isEqualTo(PortReach.Verdict.UNKNOWN);
    assertThat(verdict(accept.formatted("--weekdays 8"))).isEqualTo(PortReach.Verdict.NONE);
    assertThat(
            verdict(
                "-m time --timestart 06:00 --timestop 19:59:59 -j DROP",
                "-m time --timestart 20:00 --timestop 05:59:59 -j DROP",
                "-p tcp --dport 143 -j ACCEPT"))
        .isEqualTo(PortReach.Verdict.NONE);
    assertThat(
            verdict(
                "-m time --weekdays Mon,Tue,Wed,Thu,Fri -j DROP",
                "-m time ! --weekdays 1,2,3,4,5 -j DROP",
                "-p tcp --dport 143 -j ACCEPT"))
        .isEqualTo(PortReach.Verdict.NONE);
  }

  @Test
  void choicesAreMadeTogether() {
    assertThat(
            verdict(
                "-m ttl --ttl-lt 64 -m length --length 0:99 -j DROP",
                "-m ttl --ttl-gt 63 -j DROP",
                "-p tcp --dport 143 -m length --length 40:99 -j ACCEPT"))
        .isEqualTo(PortReach.Verdict.NONE);
    assertThat(
            verdict(
                "-m ttl --ttl-lt 64 -m length --length 0:99 -j DROP",
                "-m ttl --ttl-gt 63 -j DROP",
                "-p tcp --dport 143 -m length --length 90:200 -j ACCEPT"))
        .isEqualTo(PortReach.Verdict.ANY);
  }

  /** Each router on the way takes one of 255: RFC 5082. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "-p tcp --dport 143 -m ttl --ttl-eq 255 -j ACCEPT",
        "-p tcp --dport 143 -m ttl --ttl-gt 253 -j ACCEPT",
        "-m ttl --ttl-lt 255 -j DROP\n-A INPUT -p tcp --dport 143 -j ACCEPT",
      })
  void whoMustBeNearIsNotAnybody(String rules) {
    PortReach reach = reach("", rules);
    assertThat(reach.verdict()).isEqualTo(PortReach.Verdict.UNKNOWN);
    assertThat(reach.unknown()).anyMatch(why -> why.startsWith("who is so near that"));
  }

  @Test
  void whoGetsInFromAfarDoesSoWhateverIsAskedOfNeighbours() {
    assertThat(
            verdict(
                "-m ttl --ttl-eq 255 -j DROP", "-p tcp --dport 143 -m ttl --ttl-gt 100 -j ACCEPT"))
        .isEqualTo(PortReach.Verdict.ANY);
    assertThat(
            verdict(
                "-p tcp --dport 143 -s 192.0.2.0/24 -j ACCEPT",
                "-p tcp --dport 143 -s 192.0.2.0/24 -m ttl --ttl-eq 255 -j ACCEPT"))
        .isEqualTo(PortReach.Verdict.SOME);
  }

  @Test
  void whatRulesHaveChangedIsNobodysChoiceAnyMore() {
    assertThat(
            reach(
                    "*mangle\n-A PREROUTING -j TTL --ttl-set 10\nCOMMIT\n",
                    "-p tcp --dport 143 -m ttl --ttl-eq 99 -j ACCEPT")
                .verdict())
        .isEqualTo(PortReach.Verdict.UNKNOWN);
  }

  private static PortReach.Verdict verdict(String... rules) {
    return reach("", rules).verdict();
  }

  private static PortReach reach(String before, String... rules) {
    String text =
        before
            + "*filter\n:INPUT DROP\n-A INPUT "
            + String.join("\n-A INPUT ", rules)
            + "\nCOMMIT\n";
    RuleFile file = new RuleFile(SourceFile.of("rules", text), Family.V4);
    return FirewallPosture.of(List.of(IptablesRuleset.read(List.of(file), List.of())))
        .reach(Question.anybody(143, Family.V4));
  }
}
