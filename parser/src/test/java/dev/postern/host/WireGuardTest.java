package dev.postern.host;

import static dev.postern.testing.TreeFile.write;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.fact.Origin;
import dev.postern.firewall.reach.PortReach;
import dev.postern.firewall.reach.Question;
import dev.postern.net.Family;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ports that only a tunnel's peers reach. */
class WireGuardTest {
  private static final String PEERS =
      """
      [Interface]
      Address = 10.8.0.1/24
      ListenPort = 51820

      [Peer] # the office
      AllowedIPs = 10.8.0.2/32, fd00:8::2/128
      [Peer]
      allowedips=192.0.2.0/24 # laptops
      """;

  @TempDir Path directory;

  private PortReach reach(String iface, Map<String, String> tunnels) throws Exception {
    write(
        directory,
        "etc/iptables/rules.v4",
        "*filter\n:INPUT DROP [0:0]\n-A INPUT -i %s -p tcp --dport 143 -j ACCEPT\nCOMMIT\n"
            .formatted(iface));
    for (Map.Entry<String, String> tunnel : tunnels.entrySet()) {
      write(directory, "etc/wireguard/" + tunnel.getKey() + ".conf", tunnel.getValue());
    }
    return PacketFilters.of(new HostFinder().find(List.of(directory)).get(0))
        .reach(Question.anybody(143, Family.V4));
  }

  @Test
  void onlyTheAddressesOfPeersComeByATunnel() throws Exception {
    PortReach reach = reach("wg0", Map.of("wg0", PEERS));
    assertThat(reach.verdict()).isEqualTo(PortReach.Verdict.SOME);
    assertThat(reach.sources()).hasToString("10.8.0.2/32, 192.0.2.0/24");
    assertThat(reach.witness().orElseThrow().iface()).isEqualTo("wg0");
  }

  @Test
  void aPrefixOfNamesMeansEachTunnel() throws Exception {
    PortReach reach = reach("wg+", Map.of("wg0", PEERS, "wg-home", "AllowedIPs = 10.9.0.0/16\n"));
    assertThat(reach.sources()).hasToString("10.8.0.2/32, 10.9.0.0/16, 192.0.2.0/24");
  }

  @Test
  void whatNoFileTellsIsUnknown() throws Exception {
    assertThat(reach("wg1", Map.of("wg0", PEERS)).verdict()).isEqualTo(PortReach.Verdict.UNKNOWN);
    for (String open :
        List.of("AllowedIPs = 0.0.0.0/0\n", "AllowedIPs = 10.8.0.2, {{ peers }}\n")) {
      assertThat(reach("wg0", Map.of("wg0", open)).verdict())
          .as(open)
          .isEqualTo(PortReach.Verdict.UNKNOWN);
    }
  }

  @Test
  void commandsThatMayLetInOthersAreTold() throws Exception {
    write(directory, "etc/iptables/rules.v4", "*filter\n:INPUT DROP [0:0]\nCOMMIT\n");
    write(
        directory,
        "etc/wireguard/wg0.conf",
        "[Interface]\nPostUp = iptables -A FORWARD -i %i -j ACCEPT\nPostDown = iptables -D INPUT 1\n");
    assertThat(assumed()).noneMatch(text -> text.contains("wg0.conf"));
    write(
        directory,
        "etc/wireguard/wg0.conf",
        "[Interface]\nPostUp = iptables -A INPUT -i %i -j ACCEPT\n");
    assertThat(assumed()).anyMatch(text -> text.contains("etc/wireguard/wg0.conf"));
  }

  private List<String> assumed() throws Exception {
    return PacketFilters.of(new HostFinder().find(List.of(directory)).get(0)).assumptions().stream()
        .map(Origin::toString)
        .toList();
  }

  @Test
  void aTunnelWithoutPeersLetsNobodyIn() throws Exception {
    assertThat(reach("wg0", Map.of("wg0", "[Interface]\nListenPort = 51820\n")).verdict())
        .isEqualTo(PortReach.Verdict.NONE);
  }
}
