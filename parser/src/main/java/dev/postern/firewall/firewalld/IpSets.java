package dev.postern.firewall.firewalld;

import dev.postern.fact.Origin;
import dev.postern.firewall.iptables.set.AddressSets;
import dev.postern.firewall.iptables.set.SetQuery;
import dev.postern.firewall.model.Match;
import dev.postern.net.Family;
import dev.postern.net.Prefix;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

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

  /** Blanks are none of an address, but of a mask: checkIPnMask() in functions.py. */
  private static final Pattern AROUND_MASK = Pattern.compile("/\\s*([0-9]+)\\s*$");

  private final AddressSets sets = AddressSets.of(List.of());
  private final Map<String, Kind> kinds = new LinkedHashMap<>();

  private final boolean inIptables;

  private record Kind(String type, Optional<Family> family) {}

  /**
   * No sets yet.
   *
   * @param inIptables whether they are made with ipset, not with nft
   */
  IpSets(boolean inIptables) {
    this.inIptables = inIptables;
  }

  /** Takes in a set's file, in place of an earlier one of the name. */
  void define(String name, Element root) throws Refused {
    String type =
        root.attribute("type")
            .orElseThrow(() -> new Refused(root.origin(), "a set needs the attribute 'type'"));
    Set<String> entries = new LinkedHashSet<>();
    boolean isV6 = false;
    boolean forgets = false;
    for (Element element : root.children()) {
      switch (element.name()) {
        case "entry" -> {
          String entry = AROUND_MASK.matcher(element.text()).replaceFirst("/$1");
          if (entry.chars().noneMatch(Character::isWhitespace)) {
            entries.add(entry);
          }
        }
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
    List<String> loaded = forgets ? List.of() : List.copyOf(entries);
    if (inIptables) {
      checkRoom(root, loaded.size());
    } else if (type.equals("hash:ip") || type.equals("hash:net")) {
      checkOverlaps(root, loaded, isV6 ? Family.V6 : Family.V4);
    }
    sets.define(name, type, isV6 ? Family.V6 : Family.V4, loaded);
  }

  private static void checkRoom(Element root, int entries) throws Refused {
    for (Element element : root.children()) {
      boolean isRoom = element.attribute("name").filter("maxelem"::equals).isPresent();
      if (isRoom && entries > number(element)) {
        throw new Refused(element.origin(), "the set has more entries than its maxelem");
      }
    }
  }

  private static int number(Element option) {
    try {
      return Integer.parseInt(option.attribute("value").orElse(""));
    } catch (NumberFormatException e) {
      return Integer.MAX_VALUE;
    }
  }

  /**
   * Refuses entries that nft does not take together, or that firewalld 1.3.3 writes so that nft
   * takes them for a name. Those that are no addresses are left out with a warning.
   */
  private static void checkOverlaps(Element root, List<String> entries, Family family)
      throws Refused {
    List<Prefix> blocks = new ArrayList<>();
    for (String entry : entries) {
      Optional<Prefix> block = Prefix.parse(entry).filter(one -> one.family() == family);
      block.filter(one -> one.length() > 0).ifPresent(blocks::add);
      int dash = entry.indexOf('-');
      if (dash > 0
          && Prefix.parse(entry.substring(0, dash)).isPresent()
          && Prefix.parse(entry.substring(dash + 1)).isPresent()) {
        throw new Refused(
            root.origin(), "nft does not take the entry '" + entry + "', which is a range");
      }
    }
    Collections.sort(blocks);
    for (int i = 1; i < blocks.size(); i++) {
      Prefix one = blocks.get(i - 1);
      Prefix other = blocks.get(i);
      if (one.contains(other) && !one.equals(other)) {
        throw new Refused(
            root.origin(), "the entries %s and %s of the set overlap".formatted(one, other));
      }
    }
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
    return sets.match(
        name, new SetQuery(Collections.nCopies(parts, direction), kind.family().get(), false));
  }
}
