package dev.postern.firewall;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.firewall.iptables.IptablesRuleset;
import dev.postern.firewall.iptables.IptablesRuleset.RuleFile;
import dev.postern.firewall.nftables.NftRuleset;
import dev.postern.firewall.reach.PortReach;
import dev.postern.firewall.reach.Question;
import dev.postern.net.Family;
import dev.postern.net.Networks;
import dev.postern.net.Prefix;
import dev.postern.posture.network.Exposure;
import dev.postern.posture.network.Reach;
import dev.postern.posture.network.Via;
import dev.postern.source.MemoryTree;
import dev.postern.source.SourceFile;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Connections that translations send to another host. */
class PublishedPortsTest {
  /** What Docker 20 to 27 adds for a container that publishes port 25. */
  private static final String DOCKER =
      """
      *nat
      :PREROUTING ACCEPT [0:0]
      :INPUT ACCEPT [0:0]
      :OUTPUT ACCEPT [0:0]
      :POSTROUTING ACCEPT [0:0]
      :DOCKER - [0:0]
      -A PREROUTING -m addrtype --dst-type LOCAL -j DOCKER
      -A OUTPUT ! -d 127.0.0.0/8 -m addrtype --dst-type LOCAL -j DOCKER
      -A POSTROUTING -s 172.17.0.0/16 ! -o docker0 -j MASQUERADE
      -A POSTROUTING -s 172.17.0.2/32 -d 172.17.0.2/32 -p tcp -m tcp --dport 25 -j MASQUERADE
      -A DOCKER -i docker0 -j RETURN
      -A DOCKER ! -i docker0 -p tcp -m tcp --dport 2525 -j DNAT --to-destination 172.17.0.2:25
      COMMIT
      *filter
      :INPUT DROP [0:0]
      :FORWARD DROP [0:0]
      :OUTPUT ACCEPT [0:0]
      :DOCKER - [0:0]
      :DOCKER-ISOLATION-STAGE-1 - [0:0]
      :DOCKER-ISOLATION-STAGE-2 - [0:0]
      :DOCKER-USER - [0:0]
      -A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
      -A INPUT -p tcp -m tcp --dport 993 -j ACCEPT
      -A FORWARD -j DOCKER-USER
      -A FORWARD -j DOCKER-ISOLATION-STAGE-1
      -A FORWARD -o docker0 -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
      -A FORWARD -o docker0 -j DOCKER
      -A FORWARD -i docker0 ! -o docker0 -j ACCEPT
      -A FORWARD -i docker0 -o docker0 -j ACCEPT
      -A DOCKER -d 172.17.0.2/32 ! -i docker0 -o docker0 -p tcp -m tcp --dport 25 -j ACCEPT
      -A DOCKER-ISOLATION-STAGE-1 -i docker0 ! -o docker0 -j DOCKER-ISOLATION-STAGE-2
      -A DOCKER-ISOLATION-STAGE-1 -j RETURN
      -A DOCKER-ISOLATION-STAGE-2 -o docker0 -j DROP
      -A DOCKER-ISOLATION-STAGE-2 -j RETURN
      -A DOCKER-USER -j RETURN
      COMMIT
      """;

  private static final String ARRIVING =
      """
      *filter
      :INPUT DROP [0:0]
      -A INPUT -i %s -p tcp -m tcp --dport 25 -j ACCEPT
      COMMIT
      """;

  private static FirewallPosture iptables(String rules) {
    return FirewallPosture.of(
        List.of(
            IptablesRuleset.read(
                List.of(new RuleFile(SourceFile.of("rules.v4", rules), Family.V4)), List.of())));
  }

  private static FirewallPosture nftables(String rules) {
    return FirewallPosture.of(
        List.of(
            NftRuleset.read(
                List.of(SourceFile.of("nftables.conf", rules)), new MemoryTree(Map.of()))));
  }

  private static PortReach dialled(FirewallPosture posture, int port) {
    return posture.reach(Question.anybody(port, Family.V4).arrivingOn("eth0"));
  }

  private static Exposure open(FirewallPosture posture, int port) {
    return posture.portExposure(port, Networks.of(Prefix.ALL_V4));
  }

  @Test
  void dockersPortIsExposed() {
    FirewallPosture posture = iptables(DOCKER);
    PortReach reach = dialled(posture, 2525);
    assertThat(reach.verdict()).isEqualTo(PortReach.Verdict.ANY);
    assertThat(reach.via().text()).isEqualTo("published to 172.17.0.2:25");
    assertThat(reach.rule().orElseThrow().toString()).contains("-A DOCKER -d 172.17.0.2/32");
    assertThat(open(posture, 2525).v4().is(Reach.ANY)).isTrue();
    assertThat(open(posture, 2525).via().map(Via::text).is("published to 172.17.0.2:25")).isTrue();
  }

  /** What netavark 1.4 of Debian 12 adds for a container of Podman's that publishes port 143. */
  @Test
  void podmansPortIsExposed() {
    FirewallPosture posture =
        iptables(
            """
            *nat
            :NETAVARK-1D8721804F16F - [0:0]
            :NETAVARK-DN-1D8721804F16F - [0:0]
            :NETAVARK-HOSTPORT-DNAT - [0:0]
            :NETAVARK-HOSTPORT-MASQ - [0:0]
            :NETAVARK-HOSTPORT-SETMARK - [0:0]
            -A PREROUTING -m addrtype --dst-type LOCAL -j NETAVARK-HOSTPORT-DNAT
            -A OUTPUT -m addrtype --dst-type LOCAL -j NETAVARK-HOSTPORT-DNAT
            -A POSTROUTING -j NETAVARK-HOSTPORT-MASQ
            -A POSTROUTING -s 10.88.0.0/16 -j NETAVARK-1D8721804F16F
            -A NETAVARK-1D8721804F16F -d 10.88.0.0/16 -j ACCEPT
            -A NETAVARK-1D8721804F16F ! -d 224.0.0.0/4 -j MASQUERADE
            -A NETAVARK-DN-1D8721804F16F -s 10.88.0.0/16 -p tcp -m tcp --dport 143 -j NETAVARK-HOSTPORT-SETMARK
            -A NETAVARK-DN-1D8721804F16F -p tcp -m tcp --dport 143 -j DNAT --to-destination 10.88.0.2:1143
            -A NETAVARK-HOSTPORT-DNAT -p tcp -m tcp --dport 143 -m comment --comment "dnat name: podman" -j NETAVARK-DN-1D8721804F16F
            -A NETAVARK-HOSTPORT-MASQ -m mark --mark 0x2000/0x2000 -j MASQUERADE
            -A NETAVARK-HOSTPORT-SETMARK -j MARK --set-xmark 0x2000/0x2000
            COMMIT
            *filter
            :INPUT DROP [0:0]
            :FORWARD ACCEPT [0:0]
            :NETAVARK_FORWARD - [0:0]
            -A FORWARD -j NETAVARK_FORWARD
            -A NETAVARK_FORWARD -d 10.88.0.0/16 -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
            -A NETAVARK_FORWARD -s 10.88.0.0/16 -j ACCEPT
            COMMIT
            """);
    assertThat(dialled(posture, 143).verdict()).isEqualTo(PortReach.Verdict.ANY);
    assertThat(dialled(posture, 143).via().text()).isEqualTo("published to 10.88.0.2:1143");
    assertThat(dialled(posture, 110).verdict()).isEqualTo(PortReach.Verdict.NONE);
  }

  /** The same where netavark 1.10 speaks to nft. */
  @Test
  void podmansPortIsExposedByNftToo() {
    FirewallPosture posture =
        nftables(
            """
            table inet netavark {
              chain INPUT {
                type filter hook input priority filter; policy accept;
              }
              chain FORWARD {
                type filter hook forward priority filter; policy accept;
                ct state invalid drop
                ip daddr 10.88.0.0/16 ct state { established, related } accept
                ip saddr 10.88.0.0/16 accept
              }
              chain PREROUTING {
                type nat hook prerouting priority dstnat; policy accept;
                fib daddr type local jump NETAVARK-HOSTPORT-DNAT
              }
              chain NETAVARK-HOSTPORT-DNAT {
                tcp dport 143 jump nv_2f259bab_10_88_0_0_nm16_dnat
              }
              chain nv_2f259bab_10_88_0_0_nm16_dnat {
                tcp dport 143 dnat ip to 10.88.0.2:1143
              }
            }
            """);
    assertThat(dialled(posture, 143).via().text()).isEqualTo("published to 10.88.0.2:1143");
  }

  @Test
  void portsBesideItAreNot() {
    FirewallPosture posture = iptables(DOCKER);
    assertThat(dialled(posture, 25).verdict()).isEqualTo(PortReach.Verdict.NONE);
    assertThat(dialled(posture, 993).via()).isEqualTo(new Via.Direct());
  }

  @Test
  void ofARangeThePortsThatAreInItStay() {
    FirewallPosture posture =
        iptables(
            """
            *nat
            -A PREROUTING -p tcp -j REDIRECT --to-ports 993-995
            COMMIT
            *filter
            :INPUT DROP [0:0]
            -A INPUT -p tcp -m tcp --dport 995 -j ACCEPT
            COMMIT
            """);
    assertThat(dialled(posture, 995).verdict()).isEqualTo(PortReach.Verdict.ANY);
    assertThat(dialled(posture, 25).verdict()).isEqualTo(PortReach.Verdict.NONE);
  }

  @Test
  void whoIsBehindTheInterfaceOfContainersIsNotOutside() {
    for (String guests : List.of("docker0", "br-0123456789ab", "virbr0", "veth+")) {
      assertThat(open(iptables(ARRIVING.formatted(guests)), 25).v4().is(Reach.NONE))
          .as(guests)
          .isTrue();
    }
    for (String others : List.of("br-lan", "br0", "br-+", "eth1", "ppp0")) {
      assertThat(open(iptables(ARRIVING.formatted(others)), 25).v4().is(Reach.ANY))
          .as(others)
          .isTrue();
    }
    PortReach asked =
        iptables(ARRIVING.formatted("docker0"))
            .reach(Question.anybody(25, Family.V4).arrivingOn("docker0"));
    assertThat(asked.verdict()).isEqualTo(PortReach.Verdict.ANY);
  }

  @Test
  void whoComesByAVirtualPrivateNetworkIsUnknown() {
    for (String tunnel : List.of("wg0", "tun+", "tap0", "tailscale0")) {
      FirewallPosture posture = iptables(ARRIVING.formatted(tunnel));
      PortReach reach = posture.reach(Question.anybody(25, Family.V4));
      assertThat(reach.verdict()).as(tunnel).isEqualTo(PortReach.Verdict.UNKNOWN);
      assertThat(reach.reasons()).contains("virtual private network behind");
      assertThat(reach.rule().orElseThrow().toString()).contains("-A INPUT -i");
      assertThat(open(posture, 143).v4().is(Reach.NONE)).isTrue();
    }
    String both =
        ARRIVING.formatted("wg0").replace("COMMIT", "-A INPUT -p tcp --dport 25 -j ACCEPT\nCOMMIT");
    assertThat(open(iptables(both), 25).v4().is(Reach.ANY)).isTrue();
  }

  @Test
  void aListenerOfThisHostIsNotReachedByIt() {
    Exposure listener =
        iptables(DOCKER.replace("--dport 2525", "--dport 993"))
            .exposure(993, List.of(4), "*", Networks.ANY, Optional.of("eth0"));
    assertThat(listener.v4().is(Reach.NONE)).isTrue();
  }

  @Test
  void whatIsRefusedForUsersOfDockerStaysShut() {
    PortReach reach =
        dialled(
            iptables(
                DOCKER.replace(
                    "-A DOCKER-USER -j RETURN", "-A DOCKER-USER -i eth0 ! -s 10.0.0.0/8 -j DROP")),
            2525);
    assertThat(reach.verdict()).isEqualTo(PortReach.Verdict.SOME);
    assertThat(reach.sources()).hasToString("10.0.0.0/8");
  }

  /** Docker 28: chains of their own, and a rule against who dials the container itself. */
  @Test
  void containersCannotBeDialledThemselves() {
    String newer = "*raw\n-A PREROUTING -d 172.17.0.2/32 ! -i docker0 -j DROP\nCOMMIT\n" + DOCKER;
    assertThat(dialled(iptables(newer), 2525).verdict()).isEqualTo(PortReach.Verdict.ANY);
  }

  @Test
  void withoutATraceOfWhoseAddressItIsBothCount() {
    String bare =
        """
        *nat
        -A PREROUTING -p tcp --dport 25 -j DNAT --to-destination 10.0.0.5
        COMMIT
        *filter
        :INPUT %s [0:0]
        COMMIT
        """;
    assertThat(dialled(iptables(bare.formatted("ACCEPT")), 25).verdict())
        .isEqualTo(PortReach.Verdict.ANY);
    PortReach unknown = dialled(iptables(bare.formatted("DROP")), 25);
    assertThat(unknown.verdict()).isEqualTo(PortReach.Verdict.UNKNOWN);
    assertThat(unknown.unknown()).containsExactly("whether 10.0.0.5 is an address of this host");
  }

  @Test
  void portsThatAreAllSentElsewhereKeepTheirNumbers() {
    FirewallPosture posture =
        iptables(
            """
            *nat
            -A PREROUTING -p tcp --dport 100:200 -j DNAT --to-destination 10.0.0.5
            -A POSTROUTING -d 10.0.0.5 -j MASQUERADE
            COMMIT
            """);
    assertThat(dialled(posture, 110).via().text()).isEqualTo("published to 10.0.0.5:110");
    assertThat(dialled(posture, 143).via().text()).isEqualTo("published to 10.0.0.5:143");
  }

  @Test
  void nftPublishesToo() {
    String rules =
        """
        table ip nat {
          chain prerouting {
            type nat hook prerouting priority dstnat;
            fib daddr type local tcp dport 143 dnat to 10.88.0.7:143
          }
        }
        table inet filter {
          chain input { type filter hook input priority filter; policy drop;
          }
          chain forward {
            type filter hook forward priority filter; policy drop;
            ct state established,related accept
            ip daddr 10.88.0.7 tcp dport 143 accept
          }
        }
        """;
    FirewallPosture posture = nftables(rules);
    assertThat(dialled(posture, 143).verdict()).isEqualTo(PortReach.Verdict.ANY);
    assertThat(dialled(posture, 143).via().text()).isEqualTo("published to 10.88.0.7:143");
  }
}
