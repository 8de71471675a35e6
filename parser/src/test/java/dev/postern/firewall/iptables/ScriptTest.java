package dev.postern.firewall.iptables;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.firewall.FirewallPosture;
import dev.postern.firewall.iptables.IptablesRuleset.RuleFile;
import dev.postern.firewall.model.PacketFilter;
import dev.postern.firewall.reach.PortReach;
import dev.postern.firewall.reach.PortReach.Verdict;
import dev.postern.firewall.reach.Question;
import dev.postern.net.Family;
import dev.postern.source.ReadFile;
import dev.postern.source.SourceFile;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Scripts whose commands stand one after the other are run; others are not guessed at. */
class ScriptTest {
  private static PacketFilter filter(String script) {
    return IptablesRuleset.read(
        List.of(RuleFile.of(SourceFile.of("firewall.sh", "#!/bin/sh\n" + script))), List.of());
  }

  private static Verdict verdict(String script, int port, Family family) {
    return FirewallPosture.of(List.of(filter(script)))
        .reach(Question.anybody(port, family))
        .verdict();
  }

  private static Verdict verdict(String script, int port) {
    return verdict(script, port, Family.V4);
  }

  @Test
  void runsCommandsInTheirOrder() {
    String script =
        """
        # Mail only.
        IPT=/sbin/iptables
        export MAIL="25,143"
        set -e
        $IPT -F
        $IPT -X 2>/dev/null || true
        $IPT -P INPUT DROP; ip6tables -P INPUT DROP
        $IPT -N mail
        $IPT -A INPUT -i lo -j ACCEPT
        $IPT -A INPUT -m conntrack --ctstate ESTABLISHED,RELATED -j ACCEPT
        $IPT -A INPUT \\
          -p tcp -m multiport --dports "$MAIL" \\
          -m comment --comment 'mail; all of it' -j mail && echo done
        iptables -w 5 -t filter -I mail 1 -s 10.0.0.0/8 -j RETURN >/dev/null 2>&1
        ${IPT} -A mail -j ACCEPT
        iptables -D INPUT -p tcp --dport 9999 -j ACCEPT
        iptables -L -n -v
        exit 0
        iptables -F
        """;
    assertThat(filter(script).files()).flatExtracting(ReadFile::problems).isEmpty();
    assertThat(verdict(script, 143)).isEqualTo(Verdict.SOME);
    assertThat(verdict(script, 993)).isEqualTo(Verdict.NONE);
    assertThat(verdict(script, 143, Family.V6)).isEqualTo(Verdict.NONE);
  }

  @Test
  void makesSets() {
    String script =
        """
        ipset destroy office 2>/dev/null
        ipset -exist create office hash:net
        ipset create office hash:net
        ipset flush office
        ipset add office 10.0.0.0/8
        ipset -! -A office 203.0.113.7
        ipset del office 192.0.2.1 || true
        ipset -N bad6 hash:net family inet6
        ipset add bad6 ::/1
        iptables -P INPUT DROP
        iptables -A INPUT -p tcp --dport 143 -m set --match-set office src -j ACCEPT
        ipset create later hash:ip
        iptables -A INPUT -p tcp --dport 993 -m set --match-set later src -j ACCEPT
        ip6tables -A INPUT -m set --match-set bad6 src -j DROP
        ipset list
        """;
    assertThat(filter(script).files()).flatExtracting(ReadFile::problems).isEmpty();
    PortReach reach =
        FirewallPosture.of(List.of(filter(script))).reach(Question.anybody(143, Family.V4));
    assertThat(reach.sources()).hasToString("10.0.0.0/8, 203.0.113.7/32");
    assertThat(verdict(script, 993)).isEqualTo(Verdict.NONE);
    assertThat(verdict(script, 25, Family.V6)).isEqualTo(Verdict.SOME);
  }

  @Test
  void translatesPorts() {
    String script =
        """
        iptables -t nat -A PREROUTING -p tcp --dport 25 -j REDIRECT --to-ports 2525
        iptables -A INPUT -p tcp --dport 2525 -j ACCEPT
        iptables -P INPUT DROP
        """;
    assertThat(verdict(script, 25)).isEqualTo(Verdict.ANY);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "if [ -n \"$X\" ]; then\niptables -P INPUT ACCEPT\nfi",
        "for p in 25 143; do\niptables -A INPUT -p tcp --dport $p -j ACCEPT\ndone",
        "open() {\niptables -P INPUT ACCEPT\n}\nopen",
        ". /etc/firewall.conf",
        "iptables -A INPUT -p tcp --dport $(cat port) -j ACCEPT",
        "iptables -A INPUT -p tcp --dport `cat port` -j ACCEPT",
        "iptables -A INPUT -p tcp --dport $PORT -j ACCEPT",
        "iptables-restore </etc/rules",
        "test -e /x && iptables -P INPUT ACCEPT",
        "iptables -A INPUT -j NOSUCH || iptables -P INPUT ACCEPT",
        "iptables -P INPUT ACCEPT | cat",
        "nft -f /etc/nftables.conf",
        "ipset restore </etc/ipset.conf",
        "ipset add nosuch 192.0.2.1",
        "ipset create s hash:nosuch",
        "ipset create s hash:ip\niptables -A INPUT -m set --match-set s src -j ACCEPT\nipset add s 192.0.2.1",
        "iptables -A INPUT -m set --match-set s src -j ACCEPT\nipset create s hash:ip",
        "cat <<E\nE",
        "iptables -A INPUT --nonsense -j ACCEPT",
        "iptables -P INPUT \"ACC",
      })
  void doesNotGuess(String what) {
    String script = "iptables -P INPUT DROP\n" + what + "\niptables -A OUTPUT -j ACCEPT\n";
    assertThat(verdict(script, 143)).isEqualTo(Verdict.UNKNOWN);
    assertThat(filter(script).files())
        .flatExtracting(ReadFile::problems)
        .isNotEmpty()
        .allSatisfy(problem -> assertThat(problem.toString()).startsWith("firewall.sh:"));
  }

  @Test
  void doesNotForgetADoubtWhenAChainIsFlushed() {
    assertThat(verdict(". /etc/x\niptables -F\niptables -P INPUT DROP\n", 143))
        .isEqualTo(Verdict.UNKNOWN);
  }
}
