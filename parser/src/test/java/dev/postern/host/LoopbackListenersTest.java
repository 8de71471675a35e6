package dev.postern.host;

import static dev.postern.testing.TreeFile.write;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.posture.Endpoint;
import dev.postern.posture.network.Exposure;
import dev.postern.posture.network.Reach;
import dev.postern.posture.network.Via;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Daemons that are bound to a loopback address, where rules send connections on to it. What Linux
 * does was asked of 6.18 in network namespaces, with a listener on each of the addresses.
 */
class LoopbackListenersTest {
  private static final String SENT_ON =
      """
      *nat
      -A PREROUTING -p tcp --dport 143 -j DNAT --to-destination 127.0.0.1:1143
      COMMIT
      *filter
      :INPUT DROP [0:0]
      -A INPUT -p tcp --dport 1143 -j ACCEPT
      COMMIT
      """;

  @TempDir Path directory;

  @BeforeEach
  void aDaemonForTheHostItself() throws IOException {
    write(
        directory,
        "etc/dovecot/dovecot.conf",
        """
        protocols = imap
        listen = 127.0.0.1, ::1
        service imap-login {
          inet_listener imap {
            port = 1143
          }
        }
        """);
  }

  private Exposure exposure(String address) throws HostFinder.BadPath {
    return HostReader.read(new HostFinder().find(List.of(directory)).get(0), HostOptions.DEFAULT)
        .endpoints()
        .stream()
        .filter(endpoint -> endpoint.port().is(1143) && endpoint.address().is(address))
        .map(Endpoint::exposure)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void nobodyReachesThemOtherwise() throws Exception {
    assertThat(exposure("127.0.0.1").verdict().is(Reach.NONE)).isTrue();
    write(directory, "etc/iptables/rules.v4", "*filter\n:INPUT ACCEPT [0:0]\nCOMMIT\n");
    assertThat(exposure("127.0.0.1").verdict().is(Reach.NONE)).isTrue();
  }

  @Test
  void theKernelTakesThemWhereItRoutesLoopbackAddresses() throws Exception {
    write(directory, "etc/iptables/rules.v4", SENT_ON);
    assertThat(exposure("127.0.0.1").verdict().isKnown()).as("no file tells").isFalse();
    write(directory, "etc/sysctl.conf", "# net.ipv4.conf.all.route_localnet = 1\n");
    assertThat(exposure("127.0.0.1").verdict().is(Reach.NONE)).as("the default").isTrue();
    write(directory, "etc/sysctl.d/90-proxy.conf", "-net/ipv4/conf/eth0/route_localnet=1\n");
    assertThat(exposure("127.0.0.1").v4().is(Reach.ANY)).isTrue();
    assertThat(exposure("127.0.0.1").via().is(new Via.RedirectFrom(143))).isTrue();
    assertThat(exposure("::1").verdict().is(Reach.NONE)).isTrue();
    write(directory, "etc/sysctl.conf", "net.ipv4.conf.eth0.route_localnet = 0\n");
    assertThat(exposure("127.0.0.1").verdict().is(Reach.NONE)).as("the last file").isTrue();
  }

  @Test
  void theFilterSeesThemSentOn() throws Exception {
    write(directory, "etc/sysctl.conf", "net.ipv4.conf.all.route_localnet = 1\n");
    write(directory, "etc/iptables/rules.v4", SENT_ON.replace("--dport 1143", "--dport 143"));
    assertThat(exposure("127.0.0.1").verdict().is(Reach.NONE)).isTrue();
    write(
        directory,
        "etc/iptables/rules.v4",
        SENT_ON.replace("--dport 1143", "-s 10.0.0.0/8 -d 127.0.0.0/8 --dport 1143"));
    assertThat(exposure("127.0.0.1").v4().is(Reach.SOME)).isTrue();
  }

  @Test
  void nothingIsSentToLoopbackOverIpv6() throws Exception {
    write(
        directory,
        "etc/iptables/rules.v6",
        "*nat\n-A PREROUTING -p tcp --dport 143 -j DNAT --to-destination [::1]:1143\nCOMMIT\n");
    assertThat(exposure("::1").verdict().is(Reach.NONE)).isTrue();
  }

  @Test
  void aRedirectEndsAtTheAddressOfTheInterface() throws Exception {
    write(directory, "etc/sysctl.conf", "net.ipv4.conf.all.route_localnet = 1\n");
    write(
        directory,
        "etc/iptables/rules.v4",
        "*nat\n-A PREROUTING -p tcp --dport 143 -j REDIRECT --to-ports 1143\nCOMMIT\n");
    assertThat(exposure("127.0.0.1").verdict().is(Reach.NONE)).isTrue();
  }

  @Test
  void rulesMayCallAChainForThePort() throws Exception {
    write(directory, "etc/sysctl.conf", "net.ipv4.conf.all.route_localnet = 1\n");
    write(
        directory,
        "etc/iptables/rules.v4",
        SENT_ON.replace(
            "-A PREROUTING -p tcp --dport 143 -j DNAT",
            ":MAIL - [0:0]\n-A PREROUTING -p tcp --dport 143 -j MAIL\n-A MAIL -p tcp -j DNAT"));
    assertThat(exposure("127.0.0.1").v4().is(Reach.ANY)).isTrue();
  }

  @Test
  void pfHandsThemOver() throws Exception {
    write(
        directory,
        "etc/pf.conf",
        """
        rdr pass on em0 inet proto tcp to port 143 -> 127.0.0.1 port 1143
        block in all
        """);
    assertThat(exposure("127.0.0.1").v4().is(Reach.ANY)).isTrue();
    write(
        directory,
        "etc/pf.conf",
        "block in all\npass in inet proto tcp to port 143 divert-to 127.0.0.1 port 1143\n");
    assertThat(exposure("127.0.0.1").v4().is(Reach.ANY)).isTrue();
    write(directory, "etc/pf.conf", "pass in all\n");
    assertThat(exposure("127.0.0.1").verdict().is(Reach.NONE)).isTrue();
  }
}
