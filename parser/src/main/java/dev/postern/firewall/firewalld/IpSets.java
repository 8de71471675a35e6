package dev.postern.firewall.firewalld;

import dev.postern.fact.Origin;
import dev.postern.firewall.Match;
import dev.postern.firewall.iptables.AddressSets;
import dev.postern.net.Family;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The sets of ipsets/*.xml: firewalld.ipset(5). */
final class IpSets {
  /** Types that can name a source: SOURCE_IPSET_TYPES in base.py. */
  private static final Set<String> OF_SOURCES =
      Set.of(
          "hash:ip",
          "hash:ip,port",
          "hash:ip,mark",
          "hash:net",
          "hash:net,port",
          "hash:net,iface",
          "hash:mac");

  private final AddressSets sets = AddressSets.of(List.of());
  private final Map<String, Kind> kinds = new LinkedHashMap<>();

  private record Kind(String type, Optional<Family> family) {}

  /** Takes in a set's file, in place of an earlier one of the name. */
  void define(String name, Element root) throws Refused {
    String type =
        root.attribute("type")
            .orElseThrow(() -> new Refused(root.origin(), "a set needs the attribute 'type'"));
    List<String> entries = new ArrayList<>();
    boolean isV6 = false;
    boolean forgets = false;
    for (Element element : root.children()) {
      switch (element.name()) {
        case "entry" -> entries.add(element.text());
        case "option" -> {
          String option = element.attribute("name").orElse("");
          String value = element.attribute("value").orElse("");
          isV6 |= option.equals("family") && value.equals("inet6");
          forgets |= option.equals("timeout") && !value.equals("0");
        }
        case "short", "description" -> {
          // Without bearing on what is in it.
        }
        default ->
            throw new Refused(element.origin(), "a set has no element '" + element.name() + "'");
      }
    }
    boolean byHardware = type.equals("hash:mac");
    kinds.put(
        name,
        new Kind(type, byHardware ? Optional.empty() : Optional.of(isV6 ? Family.V6 : Family.V4)));
    // Entries of a set that forgets them are not loaded: ipset_reader() in io/ipset.py.
    sets.define(name, type, isV6 ? Family.V6 : Family.V4, forgets ? List.of() : entries);
  }

  /** The same as sets of ipset, which firewalld makes too, whatever its backend is. */
  AddressSets ofKernel() {
    return sets;
  }

  /** The address family of a set's elements; empty when they are of none. */
  Optional<Family> family(String name) {
    return Optional.ofNullable(kinds.get(name)).flatMap(Kind::family);
  }

  /**
   * Packets from, or to, the elements of a set.
   *
   * @param direction {@code src} or {@code dst}
   * @param user the statement that names the set
   */
  Match match(String name, String direction, Origin.Setting user) throws Refused {
    Kind kind = kinds.get(name);
    if (kind == null) {
      throw new Refused(user, "there is no set '" + name + "'");
    }
    if (direction.equals("src") && !OF_SOURCES.contains(kind.type())) {
      throw new Refused(user, "a set of the type " + kind.type() + " cannot name a source");
    }
    if (kind.family().isEmpty() || kind.type().endsWith("iface")) {
      return new Match.Undecidable("the set " + name + " of the type " + kind.type());
    }
    int parts = kind.type().split(",", -1).length;
    return sets.match(name, Collections.nCopies(parts, direction), kind.family().get());
  }
}
