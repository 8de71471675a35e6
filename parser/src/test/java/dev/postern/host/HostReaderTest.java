package dev.postern.host;

import static dev.postern.testing.TreeFile.write;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.fact.Fact;
import dev.postern.fact.Origin;
import dev.postern.posture.Host;
import dev.postern.posture.network.FilteredPort;
import dev.postern.posture.network.PacketFiltering.Outcome;
import dev.postern.posture.network.Reach;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostReaderTest {
  @TempDir Path directory;

  private Host read() throws HostFinder.BadPath {
    return HostReader.read(new HostFinder().find(List.of(directory)).get(0), HostOptions.DEFAULT);
  }

  private static FilteredPort port(Host host, int number) {
    return host.packetFilter().ports().toOptional().orElseThrow().stream()
        .filter(port -> port.port().is(number))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aFilterOfOneFamilyLeavesTheOtherOpen() throws Exception {
    write(directory, "etc/iptables/rules.v4", "*filter\n:INPUT DROP [0:0]\nCOMMIT\n");
    Host host = read();
    assertThat(port(host, 143).exposure().v4().is(Reach.NONE)).isTrue();
    assertThat(port(host, 143).exposure().v6().is(Reach.ANY)).isTrue();
    assertThat(host.packetFilter().defaultInput().v4().is(Outcome.DROP)).isTrue();
    assertThat(host.packetFilter().defaultInput().v6().is(Outcome.ACCEPT)).isTrue();
  }

  @Test
  void whatNothingListensOnIsNamed() throws Exception {
    write(directory, "etc/iptables/rules.v4", "*filter\n:INPUT ACCEPT [0:0]\nCOMMIT\n");
    FilteredPort imap = port(read(), 143);
    assertThat(imap.listener().is("none")).isTrue();
    assertThat(imap.tlsRequired().isKnown()).isFalse();
  }

  @Test
  void whoIsLetInToEveryPortLeavesNoPortBehind() throws Exception {
    write(directory, "etc/dovecot/dovecot.conf", "protocols = imap\n");
    String rules = "*filter\n:INPUT DROP [0:0]\n-A INPUT -s 10.0.0.0/8 -j ACCEPT\n%sCOMMIT\n";
    write(directory, "etc/iptables/rules.v4", rules.formatted(""));
    write(directory, "etc/iptables/rules.v6", "*filter\n:INPUT DROP [0:0]\nCOMMIT\n");
    assertThat(read().packetFilter().upkeep().acceptedWithoutListener().is(List.of())).isTrue();
    String stale = "-A INPUT -p tcp --dport 110 -s 192.168.0.0/16 -j ACCEPT\n";
    write(directory, "etc/iptables/rules.v4", rules.formatted(stale));
    assertThat(read().packetFilter().upkeep().acceptedWithoutListener().is(List.of(110))).isTrue();
  }

  @Test
  void pfDecidesForBothFamilies() throws Exception {
    write(directory, "etc/pf.conf", "block in all\npass in inet proto tcp to port 143\n");
    Host host = read();
    assertThat(port(host, 143).exposure().v4().is(Reach.ANY)).isTrue();
    assertThat(port(host, 143).exposure().v6().is(Reach.NONE)).isTrue();
    assertThat(host.files().get(0).coverage().understood()).isEqualTo(2);
  }

  @Test
  void pfHasToBeStarted() throws Exception {
    write(directory, "etc/pf.conf", "block in all\n");
    assertThat(port(read(), 143).exposure().verdict().is(Reach.NONE)).isTrue();
    write(directory, "etc/rc.conf", "hostname=\"mx\"\npf_enable=\"NO\"\n");
    assertThat(port(read(), 143).exposure().verdict().is(Reach.ANY)).isTrue();
    assertThat(read().packetFilter().defaultInput().v4().is(Outcome.ACCEPT)).isTrue();
    write(directory, "etc/rc.conf", "hostname=\"mx\"\n");
    assertThat(port(read(), 143).exposure().verdict().is(Reach.ANY)).as("by default").isTrue();
    write(directory, "etc/rc.conf.local", "pf_enable=yes\n");
    assertThat(port(read(), 143).exposure().verdict().is(Reach.NONE)).isTrue();
    write(directory, "etc/rc.conf.local", "pf=NO\n");
    assertThat(port(read(), 143).exposure().verdict().is(Reach.ANY)).as("OpenBSD").isTrue();
    write(directory, "etc/rc.conf.local", "pf_rules=/etc/pf.conf\npf=YES\n");
    assertThat(port(read(), 143).exposure().verdict().is(Reach.NONE)).isTrue();
  }

  @Test
  void nothingComesOverIpv6WhereTheKernelLacksIt() throws Exception {
    write(directory, "etc/dovecot/dovecot.conf", "protocols = imap\n");
    write(directory, "etc/sysctl.d/70.conf", "net.ipv6.conf.all.disable_ipv6 = 0\n");
    assertThat(port(read(), 143).exposure().v6().is(Reach.ANY)).isTrue();
    write(directory, "etc/sysctl.d/99.conf", "-net/ipv6/conf/all/disable_ipv6=1\n");
    Host host = read();
    assertThat(port(host, 143).exposure().v6().is(Reach.NONE)).isTrue();
    assertThat(port(host, 143).exposure().v4().is(Reach.ANY)).isTrue();
    assertThat(port(host, 143).exposure().v6().origins().toString())
        .contains("etc/sysctl.d/99.conf:1")
        .doesNotContain("no packet filter");
    assertThat(host.packetFilter().present().is(false)).isTrue();
    write(directory, "etc/sysctl.conf", "net.ipv6.conf.eth0.disable_ipv6 = 0\n");
    assertThat(port(read(), 143).exposure().v6().isKnown()).isFalse();
  }

  @Test
  void whetherTheKernelIsStartedWithoutIpv6IsNotKnownByGrubsFile() throws Exception {
    write(directory, "etc/dovecot/dovecot.conf", "protocols = imap\n");
    write(directory, "etc/default/grub", "GRUB_CMDLINE_LINUX=\"quiet ipv6.disable=1\"\n");
    assertThat(port(read(), 143).exposure().v6().isKnown()).isFalse();
    assertThat(port(read(), 143).exposure().v4().is(Reach.ANY)).isTrue();
  }

  /** As iptables-restore 1.8.9, nft 1.0.6 and fail2ban 1.0.2 do. */
  @Test
  void aByteOrderMarkKeepsFilesFromBeingLoaded() throws Exception {
    write(directory, "etc/dovecot/dovecot.conf", "protocols = imap\n");
    write(directory, "etc/iptables/rules.v4", "\uFEFF*filter\n:INPUT DROP [0:0]\nCOMMIT\n");
    assertThat(port(read(), 143).exposure().v4().is(Reach.ANY)).isTrue();
    Files.delete(directory.resolve("etc/iptables/rules.v4"));
    write(
        directory,
        "etc/nftables.conf",
        "\uFEFFtable ip t {\nchain i {\ntype filter hook input priority 0; policy drop;\n}\n}\n");
    assertThat(port(read(), 143).exposure().v4().isKnown()).isFalse();
    write(directory, "etc/fail2ban/jail.local", "\uFEFF[dovecot]\nenabled = true\n");
    assertThat(read().jails().isKnown()).isFalse();
  }

  @Test
  void whoFlushesTheOthersRulesIsUnknown() throws Exception {
    write(directory, "etc/iptables/rules.v4", "*filter\n:INPUT DROP [0:0]\nCOMMIT\n");
    write(directory, "etc/nftables.conf", "#!/usr/sbin/nft -f\nflush ruleset\n");
    assertThat(port(read(), 143).exposure().v4().is(Reach.NONE)).as("not switched on").isTrue();
    write(directory, "etc/systemd/system/sysinit.target.wants/nftables.service", "[Unit]\n");
    assertThat(port(read(), 143).exposure().v4().isKnown()).isFalse();
    assertThat(read().packetFilter().defaultInput().v4().isKnown()).isFalse();
    write(directory, "etc/nftables.conf", "# flush ruleset\ntable inet x {\n}\n");
    assertThat(port(read(), 143).exposure().v4().is(Reach.NONE)).isTrue();
  }

  @Test
  void aFileThatIsRefusedMakesReachUnknown() throws Exception {
    write(directory, "etc/pf.conf", "block in al\npass in proto tcp to port 25\n");
    assertThat(port(read(), 143).exposure().verdict())
        .isInstanceOfSatisfying(
            Fact.Unknown.class,
            unknown ->
                assertThat(unknown.reason())
                    .isEqualTo(
                        "who gets through the packet filter depends on pfctl refuses the file and"
                            + " loads nothing of it: etc/pf.conf:1:10: found 'al', which no rule of"
                            + " pf has"));
  }

  @Test
  void aClosedPortStaysClosedWhateverAnotherFilterDoes() throws Exception {
    write(directory, "etc/iptables/rules.v4", "*filter\n:INPUT DROP [0:0]\nCOMMIT\n");
    write(directory, "etc/pf.conf", "block in al\n");
    Host host = read();
    assertThat(port(host, 143).exposure().v4().is(Reach.NONE)).isTrue();
    assertThat(port(host, 143).exposure().v6().isKnown()).isFalse();
  }

  @Test
  void aFilterThatIsSwitchedOffOrStopsNothingIsIgnored() throws Exception {
    write(directory, "etc/ufw/ufw.conf", "ENABLED=no\n");
    write(directory, "etc/nftables.conf", "flush ruleset\ntable inet f {\n  chain i {\n  }\n}\n");
    Host host = read();
    assertThat(host.packetFilter().present().is(false)).isTrue();
    assertThat(port(host, 143).exposure().verdict().is(Reach.ANY)).isTrue();
    assertThat(port(host, 143).exposure().verdict().origins())
        .containsExactly(
            new Origin.Assumption(
                "no packet filter was found among the files: every bound port counts as reachable"));
  }

  @Test
  void pfLoadsTheFileThatItIsGiven() throws Exception {
    write(directory, "etc/pf.conf", "block in all\npass in proto tcp to port 143\n");
    write(directory, "etc/rc.conf", "pf_enable=YES\npf_rules=/etc/pf.rules\n");
    assertThat(port(read(), 110).exposure().verdict().toString()).contains("/etc/pf.rules");
    write(directory, "etc/pf.rules", "block in all\npass in proto tcp to port 110\n");
    assertThat(port(read(), 143).exposure().verdict().is(Reach.NONE)).isTrue();
    assertThat(port(read(), 110).exposure().verdict().is(Reach.ANY)).isTrue();
    write(directory, "etc/rc.conf.d/pf", "pf_rules=\"/etc/pf.conf\"\n");
    assertThat(port(read(), 143).exposure().verdict().is(Reach.ANY)).isTrue();
  }

  @Test
  void pfMayHaveItsRulesElsewhereAlone() throws Exception {
    write(directory, "usr/local/etc/dovecot/dovecot.conf", "protocols = imap\n");
    write(directory, "etc/rc.conf", "pf_enable=YES\npf_rules=/usr/local/etc/pf.rules\n");
    assertThat(port(read(), 143).exposure().verdict().isKnown()).isFalse();
    write(directory, "usr/local/etc/pf.rules", "block in all\n");
    assertThat(port(read(), 143).exposure().verdict().is(Reach.NONE)).isTrue();
    write(directory, "etc/rc.conf", "pf_enable=NO\npf_rules=/usr/local/etc/pf.rules\n");
    assertThat(port(read(), 143).exposure().verdict().is(Reach.ANY)).isTrue();
  }

  @Test
  void whatElseSetsUpAFilterIsNamed() throws Exception {
    write(directory, "etc/dovecot/dovecot.conf", "protocols = imap\n");
    write(directory, "etc/csf/csf.conf", "TESTING = \"0\"\n");
    write(directory, "etc/init.d/firewall", "# nft is not used\n/sbin/iptables -A INPUT -j DROP\n");
    write(directory, "etc/cron.d/backup", "7 3 * * * root tar --exclude=nft.conf\n");
    assertThat(port(read(), 143).exposure().verdict().origins())
        .singleElement()
        .asString()
        .contains(
            "but csf (etc/csf/csf.conf) and the commands of etc/init.d/firewall, not read here;");
    write(directory, "etc/iptables/rules.v4", "*filter\n:INPUT DROP [0:0]\nCOMMIT\n");
    assertThat(read().packetFilter().present().origins().toString())
        .contains("nobody gets in or is kept out by csf (etc/csf/csf.conf), not read here");
  }

  @Test
  void aScriptThatIsReadIsNoneThatIsNot() throws Exception {
    write(directory, "etc/network/if-pre-up.d/firewall", "iptables -P INPUT DROP\n");
    Path script = directory.resolve("etc/network/if-pre-up.d/firewall");
    Host host = HostReader.read(new HostFinder().find(List.of(script)).get(0), HostOptions.DEFAULT);
    assertThat(port(host, 143).exposure().v4().is(Reach.NONE)).isTrue();
    assertThat(host.packetFilter().present().origins().toString()).doesNotContain("not read here");
  }
}
