package dev.postern.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.firewall.Kernel;
import dev.postern.firewall.reach.PortReach;
import dev.postern.firewall.reach.Question;
import dev.postern.net.Address;
import dev.postern.net.Family;
import dev.postern.net.Networks;
import dev.postern.net.Prefix;
import dev.postern.testing.TreeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What this machine's kernel takes by its parameters, and of what rules send on to loopback. */
class KernelParametersTest {
  private static final String V4 =
      """
      *nat
      -A PREROUTING -p tcp --dport 143 -j DNAT --to-destination 127.0.0.1:1143
      -A PREROUTING -p tcp --dport 25 -j DNAT --to-destination 127.0.0.1:2525
      -A PREROUTING -p tcp --dport 993 -j REDIRECT --to-ports 1143
      COMMIT
      *filter
      :INPUT DROP [0:0]
      -A INPUT -p tcp --dport 1143 -j ACCEPT
      COMMIT
      """;

  private static final String V6 =
      V4.replace("127.0.0.1", "[::1]").replace("-A INPUT", "-A INPUT -s 2001:db8::/32");

  private static final String NFT =
      """
      table inet mail {
        chain pre {
          type nat hook prerouting priority dstnat;
          meta nfproto ipv4 tcp dport { 143, 465 } dnat ip to 127.0.0.1:1143
          meta nfproto ipv6 tcp dport 143 dnat ip6 to [::1]:1143
        }
        chain in {
          type filter hook input priority filter; policy drop;
          ip saddr != 10.0.0.0/8 tcp dport 1143 accept
          ct state established accept
        }
      }
      """;

  @TempDir Path directory;

  private final Map<String, Path> files = new LinkedHashMap<>();

  private void file(String key, String path, String content) throws IOException {
    files.put(key, TreeFile.write(directory, path, content));
  }

  @Test
  void aFileThatCannotBeReadMaySwitchIpv6Off() throws Exception {
    file("rules", "etc/iptables/rules.v4", V4);
    file("sysctl", "etc/sysctl.d/10-mail.conf", "net.ipv6.conf.all.disable_ipv6 = 1\n");
    assertThat(kernel().lacksIpv6().is(true)).isTrue();
    file("long", "etc/sysctl.d/20.conf", "#".repeat(1 << 21));
    assertThat(kernel().lacksIpv6().isKnown()).isFalse();
  }

  private KernelParameters kernel() throws HostFinder.BadPath {
    return new KernelParameters(new HostFinder().find(List.of(directory)).get(0).tree());
  }

  /** Who is let in, by source, as the files say. */
  private Map<String, Set<Integer>> expected(Iterable<String> clients) throws HostFinder.BadPath {
    PacketFilters filters = PacketFilters.of(new HostFinder().find(List.of(directory)).get(0));
    Map<String, Set<Integer>> open = new TreeMap<>();
    for (String client : clients) {
      Address source = Address.parse(client).orElseThrow();
      String server = source.family() == Family.V4 ? Kernel.SERVER_V4 : Kernel.SERVER_V6;
      Set<Integer> ports = new TreeSet<>();
      for (int port : Kernel.PORTS) {
        PortReach reach =
            filters.reach(
                Question.anybody(port, source.family())
                    .from(Networks.of(Prefix.of(source)))
                    .boundTo(Address.parse(server).orElseThrow())
                    .arrivingOn("eth0"));
        assertThat(reach.verdict()).as(client + " " + port).isNotEqualTo(PortReach.Verdict.UNKNOWN);
        if (reach.verdict() == PortReach.Verdict.ANY) {
          ports.add(port);
        }
      }
      open.put(client, ports);
    }
    return open;
  }

  private void compare(Kernel kernel) throws HostFinder.BadPath, IOException {
    for (String routes : List.of("1", "0")) {
      file(
          "sysctl",
          "etc/sysctl.conf",
          "net.ipv4.conf.all.route_localnet = %s\nnet.ipv4.conf.eth0.route_localnet = %s\n"
              .formatted(routes, routes));
      Kernel.Answer answer = kernel.judge(files);
      assertThat(answer.error()).isEmpty();
      assertThat(answer.open())
          .as("route_localnet " + routes)
          .isEqualTo(expected(answer.open().keySet()));
      assertThat(answer.open().getOrDefault("203.0.113.7", new TreeSet<>()).contains(143))
          .isEqualTo(routes.equals("1"));
    }
  }

  @Test
  void takesNothingOverIpv6WhereThatIsSwitchedOff() throws Exception {
    file(
        "nft",
        "etc/nftables.conf",
        "table inet f {\nchain i {\ntype filter hook input priority 0;\ntcp dport 25 drop\n}\n}\n");
    for (String off : List.of("0", "1")) {
      try (Kernel kernel = Kernel.start("sysctl")) {
        file("sysctl", "etc/sysctl.d/v6.conf", "net.ipv6.conf.all.disable_ipv6=" + off + "\n");
        Kernel.Answer answer = kernel.judge(files);
        assertThat(answer.open()).isEqualTo(expected(answer.open().keySet()));
        assertThat(answer.open().getOrDefault("2001:db8:cafe::7", new TreeSet<>()).contains(143))
            .isEqualTo(off.equals("0"));
      }
    }
  }

  @Test
  void judgesThemAsTheKernelDoes() throws Exception {
    try (Kernel kernel = Kernel.start("sysctl")) {
      file("v4", "etc/iptables/rules.v4", V4);
      file("v6", "etc/iptables/rules.v6", V6);
      compare(kernel);
      Files.delete(directory.resolve("etc/iptables/rules.v4"));
      Files.delete(directory.resolve("etc/iptables/rules.v6"));
      files.clear();
      file("nft", "etc/nftables.conf", NFT);
      compare(kernel);
    }
  }
}
