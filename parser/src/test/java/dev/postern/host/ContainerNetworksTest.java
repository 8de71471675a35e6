package dev.postern.host;

import static dev.postern.testing.TreeFile.write;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.fact.Origin;
import dev.postern.firewall.reach.PortReach;
import dev.postern.firewall.reach.Question;
import dev.postern.net.Family;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Translations to addresses that only the files of containers tell from this host's own. */
class ContainerNetworksTest {
  private static final String RULES =
      """
      *nat
      :PREROUTING ACCEPT [0:0]
      -A PREROUTING -p tcp --dport 143 -j DNAT --to-destination %s:1143
      COMMIT
      *filter
      :INPUT DROP [0:0]
      :FORWARD ACCEPT [0:0]
      COMMIT
      """;

  @TempDir Path directory;

  private PacketFilters filters() throws Exception {
    return PacketFilters.of(new HostFinder().find(List.of(directory)).get(0));
  }

  private String sentTo(String address) throws Exception {
    write(directory, "etc/iptables/rules.v4", RULES.formatted(address));
    PortReach reach = filters().reach(Question.anybody(143, Family.V4));
    return reach.verdict() + " " + reach.via().text();
  }

  @Test
  void withoutTheFilesItIsUnknown() throws Exception {
    assertThat(sentTo("10.89.0.5")).startsWith("UNKNOWN");
  }

  @Test
  void netavarkKeepsAFileForEachNetwork() throws Exception {
    write(
        directory,
        "etc/containers/networks/mail.json",
        """
        {"name": "mail", "driver": "bridge", "network_interface": "podman1",
         "subnets": [{"subnet": "10.89.0.0/24", "gateway": "10.89.0.1"},
                     {"subnet": "10.90.0.0/24"}],
         "ipv6_enabled": false, "ipam_options": {"driver": "host-local"}}
        """);
    assertThat(sentTo("10.89.0.5")).isEqualTo("ANY published to 10.89.0.5:1143");
    assertThat(sentTo("10.90.0.5")).isEqualTo("ANY published to 10.90.0.5:1143");
    assertThat(sentTo("10.90.0.1"))
        .as("the bridge itself, whose input is closed")
        .startsWith("NONE");
    assertThat(sentTo("10.91.0.5")).startsWith("UNKNOWN");
  }

  @Test
  void containersInTheHostsOwnNetworkTellNothing() throws Exception {
    write(
        directory,
        "etc/containers/networks/lan.json",
        "{\"driver\": \"macvlan\", \"subnets\": [{\"subnet\": \"10.89.0.0/24\"}]}");
    assertThat(sentTo("10.89.0.5")).startsWith("UNKNOWN");
  }

  @Test
  void cniHasListsOfPlugins() throws Exception {
    write(
        directory,
        "etc/cni/net.d/87-podman-bridge.conflist",
        """
        {"cniVersion": "0.4.0", "name": "podman", "plugins": [
          {"type": "bridge", "bridge": "cni-podman0", "isGateway": true, "ipMasq": true,
           "ipam": {"type": "host-local", "routes": [{"dst": "0.0.0.0/0"}],
                    "ranges": [[{"subnet": "10.88.0.0/16", "gateway": "10.88.0.1"}]]}},
          {"type": "portmap", "capabilities": {"portMappings": true}}]}
        """);
    assertThat(sentTo("10.88.3.5")).isEqualTo("ANY published to 10.88.3.5:1143");
  }

  @Test
  void dockersNetworksStandInItsOwnFile() throws Exception {
    write(directory, "etc/default/docker", "");
    assertThat(sentTo("172.17.0.5")).isEqualTo("ANY published to 172.17.0.5:1143");
    assertThat(sentTo("172.26.0.5")).startsWith("UNKNOWN");
    write(
        directory,
        "etc/docker/daemon.json",
        """
        {"bip": "172.26.0.1/16",
         "default-address-pools": [{"base": "172.30.0.0/16", "size": 24}]}
        """);
    assertThat(sentTo("172.17.0.5")).startsWith("UNKNOWN");
    assertThat(sentTo("172.26.0.5")).isEqualTo("ANY published to 172.26.0.5:1143");
    assertThat(sentTo("172.30.7.2")).isEqualTo("ANY published to 172.30.7.2:1143");
    assertThat(sentTo("172.30.7.1")).startsWith("NONE");
    write(
        directory, "etc/docker/daemon.json", "{\"bip\": \"nonsense\", \"default-address-pools\": ");
    assertThat(sentTo("172.26.0.5")).startsWith("UNKNOWN");
  }

  @Test
  void whatDockerOpensIsAssumedAway() throws Exception {
    write(directory, "etc/iptables/rules.v4", RULES.formatted("127.0.0.1"));
    write(directory, "etc/docker/daemon.json", "{}");
    assertThat(assumptions()).contains("no container publishes a port: Docker");
    write(directory, "etc/docker/daemon.json", "{\"ip\": \"127.0.0.1\"}");
    assertThat(assumptions())
        .contains("publishes a port to another address than 127.0.0.1: Docker");
    write(directory, "etc/docker/daemon.json", "{\"iptables\": false}");
    assertThat(assumptions()).doesNotContain("container");
  }

  private String assumptions() throws Exception {
    StringBuilder text = new StringBuilder();
    for (Origin origin : filters().assumptions()) {
      text.append(((Origin.Assumption) origin).text()).append('\n');
    }
    return text.toString();
  }
}
