package dev.postern.host;

import static dev.postern.testing.TreeFile.write;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.firewall.reach.Question;
import dev.postern.net.Address;
import dev.postern.net.Family;
import dev.postern.source.DirectoryTree;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Addresses of the host itself, as the files give them to its interfaces. */
class InterfaceFilesTest {
  private static final String RULES =
      """
      *nat
      :PREROUTING ACCEPT [0:0]
      -A PREROUTING -p tcp --dport 143 -j DNAT --to-destination 192.0.2.11:1143
      COMMIT
      *filter
      :INPUT DROP [0:0]
      :FORWARD DROP [0:0]
      -A INPUT -d 192.0.2.10/32 -p tcp --dport 25 -j ACCEPT
      -A INPUT -d 192.0.2.99/32 -p tcp --dport 110 -j ACCEPT
      -A INPUT -p tcp --dport 1143 -j ACCEPT
      COMMIT
      """;

  @TempDir Path directory;

  private List<String> addresses(String file, String text) throws Exception {
    write(directory, file, text);
    return InterfaceFiles.addresses(new DirectoryTree(directory)).stream()
        .map(Address::toString)
        .toList();
  }

  private String reach(int port) throws Exception {
    return PacketFilters.of(new HostFinder().find(List.of(directory)).get(0))
        .reach(Question.anybody(port, Family.V4))
        .verdict()
        .name();
  }

  @Test
  void decideRulesAboutThem() throws Exception {
    write(directory, "etc/iptables/rules.v4", RULES);
    assertThat(List.of(reach(25), reach(110), reach(143)))
        .containsExactly("UNKNOWN", "UNKNOWN", "UNKNOWN");
    write(
        directory,
        "etc/network/interfaces",
        """
        iface eth0 inet static
          address 192.0.2.10/24
        iface eth0 inet static
          address 192.0.2.11/24
        """);
    assertThat(List.of(reach(25), reach(110), reach(143))).containsExactly("ANY", "UNKNOWN", "ANY");
  }

  @Test
  void interfaces() throws Exception {
    assertThat(
            addresses(
                "etc/network/interfaces.d/eth0",
                """
                # address 192.0.2.1
                iface lo inet loopback
                iface eth0 inet static
                    address 192.0.2.10
                    netmask 255.255.255.0
                iface eth0 inet6 static
                    address 2001:db8::10/64
                iface eth1 inet6 static
                    address fe80::1/64
                """))
        .containsExactly("192.0.2.10", "2001:db8::10");
  }

  @Test
  void netplan() throws Exception {
    assertThat(
            addresses(
                "etc/netplan/50-cloud-init.yaml",
                """
                network:
                  version: 2
                  ethernets:
                    eth0:
                      dhcp4: false
                      addresses:
                        - 192.0.2.10/24   # mail
                        - "2001:db8::10/64":
                            label: "eth0:1"
                      routes:
                        - to: default
                          via: 192.0.2.1
                      nameservers:
                        addresses: [192.0.2.53, 2001:db8::53]
                    eth1:
                      nameservers:
                        search: [example.org]
                        addresses:
                        - 192.0.2.54
                      addresses: [198.51.100.7/32, '2001:db8::7/128']
                """))
        .containsExactly("192.0.2.10", "2001:db8::10", "198.51.100.7", "2001:db8::7");
  }

  @Test
  void networkd() throws Exception {
    assertThat(
            addresses(
                "etc/systemd/network/10-eth0.network",
                """
                [Match]
                Name=eth0
                [Network]
                Address=192.0.2.10/24
                Gateway=192.0.2.1
                [Address]
                Address = 2001:db8::10/64
                [Neighbor]
                Address=192.0.2.77
                """))
        .containsExactly("192.0.2.10", "2001:db8::10");
  }

  @Test
  void networkManager() throws Exception {
    assertThat(
            addresses(
                "etc/NetworkManager/system-connections/eth0.nmconnection",
                """
                [ipv4]
                address1=192.0.2.10/24,192.0.2.1
                dns=192.0.2.53;
                method=manual
                [ipv6]
                address1=2001:db8::10/64
                """))
        .containsExactly("192.0.2.10", "2001:db8::10");
  }

  @Test
  void ifcfg() throws Exception {
    assertThat(
            addresses(
                "etc/sysconfig/network-scripts/ifcfg-eth0",
                """
                IPADDR="192.0.2.10"
                IPADDR1=192.0.2.11
                GATEWAY=192.0.2.1
                IPV6ADDR=2001:db8::10/64
                IPV6ADDR_SECONDARIES="2001:db8::11/64 2001:db8::12/64"
                """))
        .containsExactly(
            "192.0.2.10", "192.0.2.11", "2001:db8::10", "2001:db8::11", "2001:db8::12");
  }
}
