package dev.postern.firewall.pf;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.firewall.reach.PortReach;
import dev.postern.firewall.reach.PortReach.Verdict;
import dev.postern.net.Family;
import dev.postern.posture.network.Reach;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * What names of interfaces stand for in pf.conf, where the files that configure them are there.
 * Worked out by hand from pf.conf(5), rc.conf(5) of FreeBSD 14.2, hostname.if(5), mygate(5) and
 * ifconfig(8) of OpenBSD 7.6: no machine here runs pf.
 */
class PfInterfacesTest {
  private static final String LAN = "block all\npass in proto tcp from %s to any port 143\n";

  private final PfHost host = new PfHost();

  private PfHost freeBsd(String rcConf) {
    return host.file("etc/rc.conf", rcConf);
  }

  private String sources(String from, Family family) {
    PortReach reach = host.rules(LAN.formatted(from)).reach(143, family);
    return reach.verdict() == Verdict.SOME
        ? reach.sources().toString()
        : reach.verdict() + " " + reach.reasons();
  }

  private String v4(String from) {
    return sources(from, Family.V4);
  }

  @Test
  void ofANameForSeveralAddressesEachMakesARule() {
    PfHost one = new PfHost().file("etc/rc.conf", "ifconfig_em0=\"inet 192.0.2.10/24\"\n");
    one.rules("block in to !em0\n");
    assertThat(one.listener(143, "192.0.2.10")).isNotEqualTo(Optional.of(Reach.NONE));
    PfHost two =
        new PfHost()
            .file(
                "etc/rc.conf",
                """
                ifconfig_em0="inet 192.0.2.10/24"
                ifconfig_em0_alias0="inet 192.0.2.11/32"
                """);
    two.rules("block in to !em0\n");
    assertThat(two.listener(143, "192.0.2.10")).hasValue(Reach.NONE);
    two.rules("block in to !(em0)\n");
    assertThat(two.listener(143, "192.0.2.10")).isNotEqualTo(Optional.of(Reach.NONE));
    two.rules("block in to !self\n");
    assertThat(two.listener(143, "192.0.2.10")).hasValue(Reach.NONE);
  }

  @Test
  void aNameThatNoFileTellsOfMayBeAnotherHosts() {
    String rules = "block all\npass in proto tcp from mx1 to any port 143\n";
    assertThat(new PfHost().rules(rules).reach(143, Family.V4).verdict())
        .isEqualTo(Verdict.UNKNOWN);
    PfHost told = new PfHost().file("etc/rc.conf", "ifconfig_mx1=\"inet 192.0.2.10/24\"\n");
    assertThat(told.rules(rules).reach(143, Family.V4).verdict()).isEqualTo(Verdict.NONE);
  }

  @Test
  void theLastPartOfAShortAddressStandsForTheRest() {
    PfHost host = new PfHost().rules("block all\npass in from { 10.1, 192.168.1, 011.0x2 }\n");
    assertThat(host.reach(143, Family.V4).sources().ranges().toString())
        .contains("10.0.0.1", "192.168.0.1", "9.0.0.2");
  }

  @Test
  void aNetworkIsThatOfTheAddresses() {
    freeBsd(
        """
        ifconfig_em0="inet 198.51.100.7 netmask 255.255.255.0"
        ifconfig_em0_ipv6="inet6 2001:db8::7 prefixlen 64"
        ifconfig_em1="10.1.2.3/16 up"
        ifconfig_em1_alias0="inet 10.9.0.1 netmask 0xffffff00"
        ifconfig_em1_alias1="inet6 2001:db8:1::1/56"
        ifconfig_em1_alias3="inet 10.10.0.1/24"
        """);
    assertThat(v4("em0:network")).isEqualTo("198.51.100.0/24");
    assertThat(sources("(em0:network)", Family.V6)).isEqualTo("2001:db8::/64");
    assertThat(v4("em1:network"))
        .as("the first number that is missing ends the aliases")
        .isEqualTo("10.1.0.0/16, 10.9.0.0/24");
    assertThat(sources("em1:network", Family.V6)).isEqualTo("2001:db8:1::/56");
    assertThat(v4("self:network")).isEqualTo("10.1.0.0/16, 10.9.0.0/24, 198.51.100.0/24");
    assertThat(v4("(em0)/28")).isEqualTo("198.51.100.0/28");
    assertThat(v4("{ em0:network, 192.0.2.1 }")).isEqualTo("192.0.2.1/32, 198.51.100.0/24");
  }

  @Test
  void aliasesStandInOneVariableToo() {
    freeBsd(
        """
        ifconfig_em0="inet 198.51.100.7/24"
        ifconfig_em0_aliases="inet 10.0.0.1-3/24 inet6 2001:db8::1 prefixlen 60"
        ipv4_addrs_vlan7="192.0.2.129/27 192.0.2.1-2/28"
        """);
    assertThat(v4("em0:network")).isEqualTo("10.0.0.0/24, 198.51.100.0/24");
    assertThat(sources("em0:network", Family.V6)).isEqualTo("2001:db8::/60");
    assertThat(v4("vlan7:network")).isEqualTo("192.0.2.0/28, 192.0.2.128/27");
    host.rules("block all\npass in proto tcp to em0:0 port 143\n");
    assertThat(host.listener(143, "198.51.100.7")).contains(Reach.ANY);
    assertThat(host.listener(143, "10.0.0.2")).contains(Reach.NONE);
    host.rules("block all\npass in proto tcp to em0 port 143\n");
    assertThat(host.listener(143, "10.0.0.3")).contains(Reach.ANY);
    assertThat(host.listener(143, "10.0.0.4")).contains(Reach.NONE);
  }

  @Test
  void aVirtualNetworkHasItsPointAsAnUnderscore() {
    freeBsd("vlans_em0=\"101\"\nifconfig_em0=\"up\"\nifconfig_em0_101=\"inet 10.0.0.1/24\"\n");
    assertThat(v4("em0.101:network")).isEqualTo("10.0.0.0/24");
    assertThat(v4("(em0)/24")).startsWith("NONE");
  }

  @Test
  void laterFilesTakeThePlaceOfEarlierOnes() {
    freeBsd("ifconfig_em0=\"inet 10.0.0.1/24\"\n");
    host.file("etc/rc.conf.local", "ifconfig_em0=\"inet 10.1.0.1/24\"\n");
    assertThat(v4("em0:network")).isEqualTo("10.1.0.0/24");
    host.file("etc/rc.conf.d/netif", "ifconfig_em0=\"inet 10.2.0.1/24\"\n");
    assertThat(v4("em0:network")).isEqualTo("10.2.0.0/24");
    host.file("etc/rc.conf.d/netif/inside", "ifconfig_em0=\"inet 10.3.0.1/24\"\n");
    assertThat(v4("em0:network")).isEqualTo("10.3.0.0/24");
  }

  @Test
  void whatAServerAssignsIsUnknown() {
    freeBsd("ifconfig_em0=\"SYNCDHCP\"\nifconfig_em0_ipv6=\"inet6 accept_rtadv\"\n");
    assertThat(v4("em0:network"))
        .isEqualTo(
            "UNKNOWN no file tells the addresses of em0: etc/rc.conf:1 has a server assign them");
    assertThat(sources("em0:network", Family.V6))
        .isEqualTo(
            "UNKNOWN no file tells the addresses of em0: etc/rc.conf:2 has the network assign"
                + " them");
    assertThat(v4("em1:network")).isEqualTo("UNKNOWN no file tells the addresses of em1");
    freeBsd("ifconfig_DEFAULT=\"DHCP\"\nifconfig_em1=\"inet $ip/24\"\n");
    assertThat(v4("em9:network"))
        .isEqualTo(
            "UNKNOWN no file tells the addresses of em9: etc/rc.conf:1 has a server assign them");
    assertThat(v4("em1:network"))
        .isEqualTo(
            "UNKNOWN no file tells the addresses of em1: etc/rc.conf:2 has a shell work them"
                + " out");
  }

  @Test
  void whoIsKeptFromOneAddressDialsAnother() {
    String block = "pass all\nblock in proto tcp to (em0) port 143\n";
    freeBsd("ifconfig_em0=\"inet 198.51.100.7/24\"\n").rules(block);
    assertThat(host.reach(143, Family.V4).verdict()).as("no other").isEqualTo(Verdict.NONE);
    freeBsd("ifconfig_em0=\"inet 198.51.100.7/24\"\nifconfig_em1=\"inet 10.0.0.1/8\"\n");
    assertThat(host.reach(143, Family.V4).verdict()).isEqualTo(Verdict.ANY);
    assertThat(host.listener(143, "198.51.100.7")).contains(Reach.NONE);
    freeBsd("ifconfig_em0=\"inet 198.51.100.7/24\"\nifconfig_em1=\"DHCP\"\n");
    assertThat(host.reach(143, Family.V4).verdict())
        .as("whether a server assigns the other one an address")
        .isEqualTo(Verdict.UNKNOWN);
    freeBsd("ifconfig_em0=\"DHCP\"\nifconfig_em1=\"inet 10.0.0.1/8\"\n");
    assertThat(host.reach(143, Family.V4).verdict()).isEqualTo(Verdict.ANY);
  }

  @Test
  void whereATranslationLeadsIsKnownByTheHostsOwnAddresses() {
    freeBsd("ifconfig_em0=\"inet 198.51.100.7/24\"\nifconfig_em1=\"inet 10.0.0.1/8\"\n");
    String rules = "block all\npass in on em0 inet proto tcp to port 143 rdr-to %s\n";
    host.rules(rules.formatted("10.0.0.1"));
    assertThat(host.listener(143, "10.0.0.1")).contains(Reach.ANY);
    assertThat(host.listener(143, "*")).contains(Reach.ANY);
    host.rules(rules.formatted("10.0.0.5") + "pass out\n");
    assertThat(host.listener(143, "*")).contains(Reach.NONE);
    assertThat(host.reach(143, Family.V4).via().text()).isEqualTo("published to 10.0.0.5:143");
  }

  @Test
  void whatIsDialledCountsWhereverItArrives() {
    freeBsd("ifconfig_em0=\"inet 198.51.100.7/24\"\nifconfig_em1=\"inet 10.0.0.1/8\"\n");
    host.rules("block all\npass in on em1 proto tcp to (em0) port 143\n");
    assertThat(host.reach(143, Family.V4).verdict()).isEqualTo(Verdict.ANY);
    assertThat(host.reach(143, Family.V6).verdict()).isEqualTo(Verdict.NONE);
    assertThat(host.listener(143, "10.0.0.1")).contains(Reach.NONE);
  }

  @Test
  void anInterfaceOfOpenBsdHasAFileOfItsOwn() {
    host.file(
        "etc/hostname.em0",
        """
        # to the world
        inet 198.51.100.7 255.255.255.0 NONE description "uplink"
        inet alias 198.51.100.8 255.255.255.255
        inet6 2001:db8::7 \\
          56
        group world
        up
        """);
    host.file("etc/hostname.em1", "inet 10.0.0.1/8\ninet6 alias 2001:db8:1::1\n");
    host.file("etc/hostname.em1~", "inet 10.0.0.1/16\n");
    host.file(
        "etc/hostname.pppoe0", "inet 192.0.2.9 0xffffffff NONE pppoedev em2\ndest 192.0.2.1\n");
    assertThat(v4("em0:network")).isEqualTo("198.51.100.0/24");
    assertThat(sources("em0:network", Family.V6)).isEqualTo("2001:db8::/56");
    assertThat(v4("em1:network")).isEqualTo("10.0.0.0/8");
    assertThat(sources("em1:network", Family.V6)).isEqualTo("2001:db8:1::/64");
    assertThat(v4("pppoe0:peer")).isEqualTo("192.0.2.1/32");
    assertThat(v4("world:network")).isEqualTo("198.51.100.0/24");
    assertThat(v4("em1:broadcast")).isEqualTo("10.255.255.255/32");
  }

  @Test
  void whatACommandDoesToAnInterfaceIsUnknown() {
    host.file("etc/hostname.em0", "inet 10.0.0.1/8\n!ifconfig em0 inet alias 10.2.0.1/24\n");
    assertThat(v4("em0:network")).startsWith("UNKNOWN ");
    host.file("etc/hostname.em0", "inet 10.0.0.1/8\n!route add -net 10.3.0.0/16 10.0.0.2\n");
    assertThat(v4("em0:network")).isEqualTo("10.0.0.0/8");
  }

  @Test
  void theDefaultRouteLeadsOutward() {
    String rules = "block all\npass in on egress proto tcp to port 143\n";
    host.file("etc/hostname.em0", "inet 198.51.100.7/24\n");
    host.file("etc/hostname.em1", "inet 10.0.0.1/8\n");
    host.file("etc/mygate", "198.51.100.1 # the provider's\n");
    host.rules(rules);
    assertThat(host.arriving(143, "em0").verdict()).isEqualTo(Verdict.ANY);
    assertThat(host.arriving(143, "em1").verdict()).isEqualTo(Verdict.NONE);
    assertThat(v4("egress:network")).isEqualTo("198.51.100.0/24");
    host.rules("block all\npass in proto tcp to egress port 143\n");
    assertThat(host.listener(143, "198.51.100.7")).contains(Reach.ANY);
    assertThat(host.listener(143, "10.0.0.1")).contains(Reach.NONE);
    host.file("etc/mygate", "");
    host.file("etc/hostname.em0", "inet autoconf\n").rules(rules);
    assertThat(host.arriving(143, "em0").verdict()).isEqualTo(Verdict.ANY);
    assertThat(host.arriving(143, "em1").verdict()).isEqualTo(Verdict.NONE);
    assertThat(v4("egress:network"))
        .isEqualTo(
            "UNKNOWN no file tells the addresses of egress: etc/hostname.em0:1 has the network"
                + " assign them");
  }

  @Test
  void whatStandsBehindAMacroGoesOnWithIt() {
    freeBsd("ifconfig_em1=\"inet 10.0.0.1/8\"\n");
    host.rules("lan = em1\nnet = $lan:network\nblock all\npass in from $net\n");
    assertThat(host.problems()).isEmpty();
    assertThat(host.reach(143, Family.V4).sources()).hasToString("10.0.0.0/8");
    host.rules("lan = em1\nblock all\npass in from $lan:network to ($lan:0)\n");
    assertThat(host.reach(143, Family.V4).sources()).hasToString("10.0.0.0/8");
  }

  @Test
  void aTableHoldsTheAddressesOfInterfaces() {
    freeBsd("ifconfig_em0=\"inet 198.51.100.7/24\"\nifconfig_em1=\"inet 10.0.0.1/8\"\n");
    host.rules(
        "table <home> const { em1:network, !10.1.0.0/16 }\nblock all\npass in from <home>\n");
    assertThat(host.reach(143, Family.V4).sources().toString()).startsWith("10.0.0.0/16, 10.2.0.0");
    host.rules("table <me> { self }\nblock all\npass in to <me>\n");
    assertThat(host.listener(143, "10.0.0.1")).contains(Reach.ANY);
    assertThat(host.listener(143, "10.0.0.2")).contains(Reach.NONE);
    freeBsd("ifconfig_em0=\"DHCP\"\n");
    assertThat(host.reach(143, Family.V4).verdict()).isEqualTo(Verdict.UNKNOWN);
  }
}
