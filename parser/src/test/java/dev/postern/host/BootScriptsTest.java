package dev.postern.host;

import static dev.postern.testing.TreeFile.write;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.fact.Fact;
import dev.postern.posture.Endpoint;
import dev.postern.posture.Host;
import dev.postern.posture.network.Exposure;
import dev.postern.posture.network.Reach;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rules that a host's own scripts load, by interfaces(5), run-parts(8) and sh(1). */
class BootScriptsTest {
  private static final String RULES =
      "*filter\n:INPUT DROP [0:0]\n-A INPUT -s 192.0.2.0/24 -p tcp --dport 143 -j ACCEPT\nCOMMIT\n";
  private static final String SCRIPT =
      """
      #!/bin/sh
      iptables -P INPUT DROP
      iptables -A INPUT -s 192.0.2.0/24 -p tcp --dport 143 -j ACCEPT
      exit 0
      """;

  @TempDir Path directory;

  @BeforeEach
  void hasDovecot() throws Exception {
    write(directory, "etc/dovecot/dovecot.conf", "protocols = imap\n");
  }

  private Host host() throws Exception {
    return HostReader.read(new HostFinder().find(List.of(directory)).get(0), HostOptions.DEFAULT);
  }

  private Fact<Reach> v4() throws Exception {
    return port143(host()).exposure().v4();
  }

  private Exposure port(int number) throws Exception {
    return host().packetFilter().ports().toOptional().orElseThrow().stream()
        .filter(port -> port.port().is(number))
        .findFirst()
        .orElseThrow()
        .exposure();
  }

  private static Endpoint port143(Host host) {
    return host.endpoints().stream()
        .filter(endpoint -> endpoint.port().is(143))
        .findFirst()
        .orElseThrow();
  }

  private void executable(String path, String text) throws Exception {
    write(directory, path, text);
    Files.setPosixFilePermissions(
        directory.resolve(path), PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "iptables-restore < /etc/firewall/v4",
        "/sbin/iptables-restore </etc/firewall/v4",
        "/usr/sbin/iptables-legacy-restore -c \"/etc/firewall/v4\"",
        "cat /etc/firewall/v4 | iptables-restore",
        "[ -f /etc/firewall/v4 ] && iptables-restore < /etc/firewall/v4 || true",
        "if [ -e /etc/firewall/v4 ]; then\n  iptables-restore < /etc/firewall/v4 2>/dev/null\nfi",
        "RULES=/etc/firewall/v4\ntest -r $RULES || exit 0\niptables-restore < ${RULES} # mine",
        "[ \"$IFACE\" != \"lo\" ] || exit 0\niptables-restore < /etc/firewall/v4\nexit 0"
      })
  void followsWhatIptablesRestoreIsGiven(String text) throws Exception {
    write(directory, "etc/firewall/v4", RULES);
    executable("etc/network/if-pre-up.d/iptables", "#!/bin/sh\n# loads them\n" + text + "\n");
    assertThat(v4().is(Reach.SOME)).as(text).isTrue();
    assertThat(host().packetFilter().present().origins().toString())
        .contains("at boot the rules are loaded by etc/network/if-pre-up.d/iptables")
        .doesNotContain("no link among the files");
  }

  @Test
  void followsInterfaces() throws Exception {
    write(directory, "etc/firewall/v4", RULES);
    write(
        directory,
        "etc/network/interfaces",
        """
        auto eth0
        iface eth0 inet dhcp
            # pre-up iptables-restore < /etc/elsewhere
            pre-up iptables-restore < /etc/firewall/v4
            post-down iptables -F
        """);
    assertThat(v4().is(Reach.SOME)).isTrue();
    write(
        directory,
        "etc/network/interfaces",
        """
        iface eth0 inet dhcp
            up iptables -P INPUT DROP
            post-up iptables -A INPUT -p tcp --dport 143 -j ACCEPT
            down iptables -P INPUT ACCEPT
        """);
    Endpoint endpoint = port143(host());
    assertThat(endpoint.exposure().v4().is(Reach.ANY)).isTrue();
    assertThat(endpoint.exposure().v4().origins().toString())
        .contains("etc/network/interfaces:3:13, text=iptables -A INPUT");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ExecStart=/sbin/iptables-restore /etc/firewall/v4",
        "ExecStart=-/bin/sh -c 'iptables-restore < /etc/firewall/v4'",
        "ExecStartPre=/bin/true\nExecStart = /bin/bash -ec \"cat /etc/firewall/v4 | iptables-restore\" ",
        "ExecStart=/etc/firewall/load"
      })
  void followsUnitsThatAreEnabled(String text) throws Exception {
    write(directory, "etc/firewall/v4", RULES);
    executable("etc/firewall/load", "#!/bin/sh\niptables-restore < /etc/firewall/v4\n");
    write(directory, "etc/systemd/system/rules.service", "[Service]\nType=oneshot\n" + text + "\n");
    assertThat(v4().is(Reach.ANY)).as("not enabled").isTrue();
    write(directory, "etc/systemd/system/basic.target.requires/rules.service", "");
    assertThat(v4().is(Reach.SOME)).as(text).isTrue();
    assertThat(host().packetFilter().present().origins().toString())
        .contains("at boot the rules are loaded by etc/");
  }

  @Test
  void whetherRulesAreLoadedIsNotKnownWhereOtherUnitsAreEnabledAndTheirsIsNot() throws Exception {
    write(
        directory,
        "etc/nftables.conf",
        """
        table inet f {
          chain i {
            type filter hook input priority 0; policy drop;
            tcp dport 993 accept
            tcp dport 143 ct state new meter m { ip saddr limit rate over 3/minute } drop
            tcp dport 143 accept
          }
        }
        """);
    assertThat(v4().is(Reach.ANY)).as("assumed").isTrue();
    assertThat(port(110).verdict().is(Reach.NONE)).as("assumed").isTrue();
    assertThat(port143(host()).rateLimits().is(List.of())).isFalse();
    write(directory, "etc/systemd/system/multi-user.target.wants/dovecot.service", "");
    assertThat(v4().is(Reach.ANY)).isTrue();
    assertThat(port(110).verdict())
        .isInstanceOfSatisfying(
            Fact.Unknown.class,
            unknown ->
                assertThat(unknown.reason())
                    .contains("no link in etc/systemd/system enables nftables.service"));
    assertThat(port143(host()).rateLimits().isKnown()).isFalse();
    write(directory, "etc/systemd/system/sysinit.target.wants/nftables.service", "");
    assertThat(port(110).verdict().is(Reach.NONE)).isTrue();
    assertThat(port143(host()).rateLimits().isKnown()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "etc/rc.local",
        "etc/rc.d/rc.local",
        "etc/network/if-pre-up.d/fw",
        "etc/network/if-up.d/00_fw"
      })
  void runsCommandsThatStandOneAfterTheOther(String path) throws Exception {
    executable(path, SCRIPT);
    assertThat(v4().is(Reach.SOME)).isTrue();
  }

  @Test
  void runsCommandsBehindAVariable() throws Exception {
    executable("etc/rc.local", "IPT=/sbin/iptables\n$IPT -P INPUT DROP\n");
    assertThat(v4().is(Reach.NONE)).isTrue();
  }

  @Test
  void runsScriptsThatAreStarted() throws Exception {
    executable("etc/rc.local", "#!/bin/sh -e\n/etc/firewall.sh\nexit 0\n");
    executable("etc/firewall.sh", SCRIPT);
    assertThat(v4().is(Reach.SOME)).isTrue();
  }

  @Test
  void loadsSetsAndRulesOfNft() throws Exception {
    write(directory, "etc/my.sets", "create ok hash:net\nadd ok 192.0.2.0/24\n");
    write(
        directory,
        "etc/firewall/v4",
        "*filter\n:INPUT DROP [0:0]\n-A INPUT -m set --match-set ok src -j ACCEPT\nCOMMIT\n");
    executable(
        "etc/network/if-pre-up.d/fw",
        "#!/bin/sh\nipset restore -! < /etc/my.sets\niptables-restore /etc/firewall/v4\n");
    assertThat(v4().is(Reach.SOME)).isTrue();
    executable(
        "etc/network/if-pre-up.d/fw", "#!/bin/sh\n/usr/sbin/nft -f /etc/firewall/rules.nft\n");
    write(
        directory,
        "etc/firewall/rules.nft",
        "table inet f {\nchain i {\ntype filter hook input priority 0; policy drop;\n}\n}\n");
    assertThat(v4().is(Reach.NONE)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "iptables-restore < /etc/elsewhere",
        "/usr/local/sbin/firewall.sh start",
        "for p in 25 143; do iptables -A INPUT -p tcp --dport $p -j DROP; done",
        "case $IFACE in eth0) iptables-restore < /etc/firewall/v4;; esac",
        "iptables-restore -n < /etc/firewall/v4"
      })
  void whatIsNotFollowedIsUnknown(String text) throws Exception {
    write(directory, "etc/firewall/v4", RULES);
    executable("etc/network/if-pre-up.d/fw", "#!/bin/sh\n" + text + "\n");
    assertThat(v4().isKnown()).as(text).isFalse();
  }

  @Test
  void longLinesTakeNoTime() throws Exception {
    String blanks = " ".repeat(200_000);
    String options = " -c".repeat(100_000);
    executable(
        "etc/rc.local",
        "X=1" + blanks + "y\niptables-restore" + options + blanks + "<\n# " + blanks + "\n");
    assertThat(v4().isKnown()).isFalse();
  }

  @Test
  void whatRunPartsLeavesOutIsNotRun() throws Exception {
    executable("etc/network/if-pre-up.d/iptables.sh", SCRIPT);
    Fact<Reach> reach = v4();
    assertThat(reach.is(Reach.ANY)).isTrue();
    assertThat(reach.origins().toString())
        .contains("nothing runs etc/network/if-pre-up.d/iptables.sh");
  }

  @Test
  void whatMayNotBeExecutedIsNotRun() throws Exception {
    write(directory, "etc/rc.local", SCRIPT);
    write(directory, "etc/shadow", "");
    Files.setPosixFilePermissions(
        directory.resolve("etc/shadow"), PosixFilePermissions.fromString("rw-------"));
    boolean areKept =
        new dev.postern.source.DirectoryTree(directory).permissions("etc/rc.local").isPresent();
    assertThat(v4().is(areKept ? Reach.ANY : Reach.SOME)).isTrue();
  }

  @Test
  void withoutIfupdownItsScriptsDoNotRun() throws Exception {
    executable("etc/network/if-pre-up.d/fw", SCRIPT);
    write(directory, "var/lib/dpkg/status", "Package: netplan.io\nVersion: 1\n\n");
    assertThat(v4().is(Reach.ANY)).isTrue();
  }
}
