package dev.postern.firewall.iptables.rule;

import dev.postern.firewall.iptables.syntax.Option;
import dev.postern.firewall.iptables.syntax.Refusal;
import dev.postern.firewall.iptables.syntax.RuleText.Use;
import dev.postern.firewall.iptables.syntax.Values;
import dev.postern.firewall.model.End;
import dev.postern.firewall.model.Match;
import dev.postern.net.Family;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/**
 * What {@code -m addrtype} means for a client's address and the host's own: addrtype_mt_v1() of
 * Linux' xt_addrtype.c, which asks the routing table for IPv4, and for IPv6 the address itself.
 */
final class AddressTypes {
  /** The type of the host's own address, and of IPv4 a client's. */
  private static final String OWN = "LOCAL";

  private static final String UNICAST = "UNICAST";

  /** In the order in which abbreviations are looked up: libxt_addrtype.c. */
  private static final List<String> ALL =
      List.of(
          "UNSPEC",
          UNICAST,
          OWN,
          "BROADCAST",
          "ANYCAST",
          "MULTICAST",
          "BLACKHOLE",
          "UNREACHABLE",
          "PROHIBIT",
          "THROW",
          "NAT",
          "XRESOLVE");

  private static final Set<String> NOT_OF_IPV6 =
      Set.of("BROADCAST", "BLACKHOLE", "PROHIBIT", "THROW", "NAT", "XRESOLVE");

  private final Family family;
  private final boolean byInterface;

  AddressTypes(Family family, Use use) {
    this.family = family;
    this.byInterface = use.options().stream().anyMatch(o -> o.name().startsWith("--limit"));
  }

  Match match(Option option) throws Refusal {
    if (option.arguments().isEmpty()) {
      return new Match.Always(true);
    }
    List<String> types = new ArrayList<>();
    for (String word : option.value().split(",", -1)) {
      String type =
          Values.abbreviated(ALL, word)
              .orElseThrow(
                  () -> new Refusal(option.argument(), "'" + word + "' is no type of address"));
      types.add(type);
      if (family == Family.V6 && NOT_OF_IPV6.contains(type)) {
        throw new Refusal(option.argument(), "IPv6 has no addresses of type " + type);
      }
    }
    if (types.contains(OWN) && byInterface) {
      return new Match.Undecidable("-m addrtype " + option.text() + " of the interface");
    }
    Match own =
        new Match.OwnAddress(option.name().equals("--dst-type") ? End.DESTINATION : End.SOURCE);
    return family == Family.V4 ? ofRoute(types, own) : ofAddress(types, own);
  }

  private static Match ofRoute(List<String> types, Match own) {
    boolean unicast = types.contains(UNICAST);
    return types.contains(OWN)
        ? unicast ? new Match.Always(true) : own
        : unicast ? new Match.Not(own) : new Match.Always(false);
  }

  /** An address has to be of each type, but of one of those alone that only a route tells. */
  private static Match ofAddress(List<String> types, Match own) {
    if (types.contains("MULTICAST") || types.contains("UNSPEC")) {
      return new Match.Always(false);
    }
    return types.contains(OWN)
        ? own
        : new Match.Always(Collections.disjoint(types, List.of("ANYCAST", "UNREACHABLE")));
  }
}
