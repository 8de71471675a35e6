package dev.postern.firewall.nftables.check;

import dev.postern.firewall.nftables.syntax.Expression;
import dev.postern.firewall.nftables.syntax.Place;
import dev.postern.firewall.nftables.syntax.Refusal;
import dev.postern.firewall.nftables.value.Values;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a rule's matches have said so far of a packet's headers: struct proto_ctx of nftables 1.0.6.
 * What a match looks at needs a header, and is refused where those before it say another; what is
 * said again replaces what was said.
 */
final class ProtocolContext {
  private static final String ANOTHER = "another protocol";

  /** proto_inet_service in proto.c. */
  private static final Map<Long, String> TRANSPORTS =
      Map.ofEntries(
          Map.entry(1L, "icmp"),
          Map.entry(2L, "igmp"),
          Map.entry(6L, "tcp"),
          Map.entry(17L, "udp"),
          Map.entry(33L, "dccp"),
          Map.entry(50L, "esp"),
          Map.entry(51L, "ah"),
          Map.entry(58L, "icmpv6"),
          Map.entry(108L, "comp"),
          Map.entry(132L, "sctp"),
          Map.entry(136L, "udplite"));

  private static final Map<Long, String> FAMILIES = Map.of(2L, "ip", 10L, "ip6");
  private static final Map<Long, String> ETHERTYPES =
      Map.of(0x800L, "ip", 0x86ddL, "ip6", 0x806L, "arp");

  private static final Set<Long> TAGS = Set.of(0x8100L, 0x88a8L);

  /** Fields that tell the next header, where nft knows that one. */
  private static final Set<String> NEXT_HEADERS =
      Set.of("ip protocol", "ip6 nexthdr", "ah nexthdr", "comp nexthdr");

  private final String family;
  private final Values values;
  private final List<String> transports = new ArrayList<>();
  private String network;
  private String link = "";

  ProtocolContext(String family, Values values) {
    this.family = family;
    this.values = values;
    this.network = Set.of("ip", "ip6", "arp").contains(family) ? family : "";
  }

  /** The network's protocol: ip, ip6 or another; empty where nothing was said. */
  String network() {
    return network;
  }

  /** The transport that was said last; empty where none was. */
  Optional<String> transport() {
    return transports.isEmpty()
        ? Optional.empty()
        : Optional.of(transports.get(transports.size() - 1));
  }

  static boolean isTransport(String protocol) {
    return TRANSPORTS.containsValue(protocol);
  }

  void needsNetwork(String protocol, Place place) throws Refusal {
    String said =
        network.isEmpty() && protocol.equals("arp") && family.equals("inet") ? family : network;
    if (!said.isEmpty() && !said.equals(protocol)) {
      throw conflict(said, protocol, place);
    }
    network = protocol;
  }

  /** Of several transports nft looks into none. */
  void needsTransport(String protocol, Place place) throws Refusal {
    if (transports.isEmpty()) {
      if (network.isEmpty() && protocol.matches("icmp|igmp|icmpv6")) {
        network = protocol.equals("icmpv6") ? "ip6" : "ip";
      } else if (!network.isEmpty() && !network.startsWith("ip")) {
        throw conflict(network, protocol, place);
      }
      transports.add(protocol);
    }
    for (String other : transports) {
      if (!other.equals(protocol)) {
        throw conflict(other, protocol, place);
      }
    }
  }

  /** The tag of a virtual network, {@code vlan}, stands before the network's own header. */
  void needsLink(String protocol, Place place) throws Refusal {
    boolean isFirst = link.isEmpty() && Set.of("ip", "ip6", "arp").contains(family);
    if (protocol.equals("vlan") && !link.equals("vlan") && !isFirst && !network.isEmpty()) {
      throw conflict(network, protocol, place);
    }
    link = link.equals("vlan") ? link : protocol;
  }

  private static Refusal conflict(String said, String needed, Place place) {
    return new Refusal(place, "a packet of " + said + " is none of " + needed);
  }

  /** What a match says by being equal to a value, or to one of several. */
  void says(Expression.Selector field, Expression value) throws Refusal {
    if (value instanceof Expression.Elements several) {
      for (Expression.Element one : several.elements()) {
        if (one.key() instanceof Expression.Symbol) {
          says(field, one.key());
        }
      }
    } else if (value instanceof Expression.Symbol && isHeader(field.name())) {
      says(field.name(), values.number(field.type(), value));
    }
  }

  private boolean isHeader(String name) {
    return switch (name) {
      case "meta l4proto", "ether type", "vlan type" -> true;
      case "meta nfproto" -> family.equals("inet");
      case "meta protocol" -> family.equals("bridge") || family.equals("netdev");
      default ->
          NEXT_HEADERS.contains(name)
              || (isOfConnection(name, "l3proto") && family.equals("inet"))
              || (isOfConnection(name, "protocol") && !network.isEmpty());
    };
  }

  private static boolean isOfConnection(String name, String key) {
    return name.startsWith("ct ") && name.endsWith(" " + key);
  }

  private void says(String name, long number) {
    if (name.equals("meta nfproto")) {
      network = FAMILIES.getOrDefault(number, ANOTHER);
    } else if (name.endsWith(" l3proto")) {
      network = FAMILIES.getOrDefault(number, network);
    } else if (name.equals("meta protocol")) {
      network = ETHERTYPES.getOrDefault(number, ANOTHER);
    } else if (name.equals("ether type") || name.equals("vlan type")) {
      network = ETHERTYPES.getOrDefault(number, network);
      link = TAGS.contains(number) ? "vlan" : link;
    } else {
      String protocol =
          name.equals("meta l4proto")
              ? TRANSPORTS.getOrDefault(number, ANOTHER)
              : TRANSPORTS.get(number);
      if (protocol != null && !transports.contains(protocol)) {
        transports.add(protocol);
      }
    }
  }
}
