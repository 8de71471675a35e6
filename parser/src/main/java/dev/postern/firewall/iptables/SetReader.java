package dev.postern.firewall.iptables;

import dev.postern.firewall.End;
import dev.postern.firewall.Match;
import dev.postern.firewall.PortSet;
import dev.postern.firewall.iptables.AddressSets.ElementText;
import dev.postern.net.Address;
import dev.postern.net.AddressRange;
import dev.postern.net.AddressSet;
import dev.postern.net.Family;
import dev.postern.net.Prefix;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Turns the elements of a set into a match: one range set of addresses for all elements whose other
 * parts agree.
 */
final class SetReader {
  private static final Map<String, Integer> PROTOCOLS =
      Map.of("tcp", 6, "udp", 17, "sctp", 132, "udplite", 136, "icmp", 1, "icmpv6", 58);

  private final Catalogue catalogue;
  private final Family family;
  private final List<String> parts;
  private final List<End> ends;
  private final Optional<Integer> netmask;
  private final String shown;

  SetReader(
      Catalogue catalogue,
      Family family,
      List<String> parts,
      List<End> ends,
      Optional<Integer> netmask,
      String shown) {
    this.catalogue = catalogue;
    this.family = family;
    this.parts = parts;
    this.ends = ends;
    this.netmask = netmask;
    this.shown = shown;
  }

  /** Elements that differ in their addresses alone. */
  private record Group(List<Match> others, List<Block> blocks) {}

  private record Block(AddressRange range, boolean isException) {}

  Match match(List<ElementText> elements) {
    int addressPart = addressPart();
    Map<String, Group> groups = new LinkedHashMap<>();
    for (ElementText element : elements) {
      String[] values = element.text().split(",", -1);
      if (values.length == parts.size()) {
        add(groups, values, addressPart, element.isException());
      }
    }
    List<Match> any = new ArrayList<>();
    for (Group group : groups.values()) {
      List<Match> all = new ArrayList<>(group.others());
      if (addressPart >= 0) {
        all.add(new Match.Addresses(ends.get(addressPart), painted(group.blocks())));
      }
      any.add(all.size() == 1 ? all.get(0) : new Match.AllOf(all));
    }
    return any.size() == 1 ? any.get(0) : new Match.AnyOf(any);
  }

  /** The part whose elements are gathered: the first address, the source's before others. */
  private int addressPart() {
    int found = -1;
    for (int i = 0; i < parts.size(); i++) {
      boolean isAddress = parts.get(i).equals("ip") || parts.get(i).equals("net");
      if (isAddress
          && (found < 0 || (ends.get(found) != End.SOURCE && ends.get(i) == End.SOURCE))) {
        found = i;
      }
    }
    return found;
  }

  private void add(
      Map<String, Group> groups, String[] values, int addressPart, boolean isException) {
    StringBuilder key = new StringBuilder();
    List<Match> others = new ArrayList<>();
    for (int i = 0; i < values.length; i++) {
      if (i != addressPart) {
        key.append(values[i]).append(',');
        others.add(other(i, values[i]));
      }
    }
    Group group =
        groups.computeIfAbsent(key.toString(), none -> new Group(others, new ArrayList<>()));
    if (addressPart >= 0) {
      range(values[addressPart])
          .ifPresent(range -> group.blocks().add(new Block(range, isException)));
    }
  }

  /** The smallest block an address lies in decides: ipset(8), nomatch. */
  private AddressSet painted(List<Block> blocks) {
    if (blocks.stream().noneMatch(Block::isException)) {
      return AddressSet.of(family, blocks.stream().map(Block::range).toList());
    }
    List<Block> widestFirst = new ArrayList<>(blocks);
    widestFirst.sort(Comparator.comparing(SetReader::length));
    AddressSet set = AddressSet.none(family);
    for (Block block : widestFirst) {
      AddressSet range = AddressSet.of(family, List.of(block.range()));
      set = block.isException() ? set.minus(range) : set.union(range);
    }
    return set;
  }

  private static int length(Block block) {
    return block.range().prefixes().get(0).length();
  }

  private Optional<AddressRange> range(String text) {
    int dash = text.indexOf('-');
    if (dash > 0) {
      Optional<Address> first = Address.parse(text.substring(0, dash));
      Optional<Address> last = Address.parse(text.substring(dash + 1));
      return first.isPresent() && last.isPresent()
          ? AddressRange.between(first.get(), last.get()).filter(this::isOfFamily)
          : Optional.empty();
    }
    return Prefix.parse(text)
        .map(
            prefix ->
                netmask
                    .filter(bits -> bits < prefix.length())
                    .map(bits -> new Prefix(prefix.base(), bits))
                    .orElse(prefix))
        .map(AddressRange::of)
        .filter(this::isOfFamily);
  }

  private boolean isOfFamily(AddressRange range) {
    return range.first().family() == family;
  }

  private Match other(int part, String value) {
    return switch (parts.get(part)) {
      case "ip", "net" ->
          range(value)
              .<Match>map(
                  range ->
                      new Match.Addresses(ends.get(part), AddressSet.of(family, List.of(range))))
              .orElse(new Match.Always(false));
      case "port" -> port(ends.get(part), value);
      case "iface" -> new Match.Interface(ends.get(part), value.replace("physdev:", ""), false);
      case "mark" ->
          Values.number(value)
              .<Match>map(mark -> new Match.PacketMark(mark, 0xFFFF_FFFFL))
              .orElse(new Match.Always(false));
      default -> new Match.Undecidable(shown);
    };
  }

  private Match port(End end, String value) {
    int colon = value.indexOf(':');
    String protocol = colon < 0 ? "tcp" : value.substring(0, colon);
    String ports = value.substring(colon + 1);
    int dash = ports.indexOf('-');
    Optional<Integer> first = catalogue.port(dash < 0 ? ports : ports.substring(0, dash));
    Optional<Integer> last = catalogue.port(ports.substring(dash + 1));
    int number = PROTOCOLS.getOrDefault(protocol, -1);
    if (number != 6 || first.isEmpty() || last.isEmpty() || first.get() > last.get()) {
      return new Match.Always(false);
    }
    return new Match.AllOf(
        List.of(
            new Match.Protocols(Set.of(number)),
            new Match.Ports(end, new PortSet(List.of(new PortSet.Span(first.get(), last.get()))))));
  }
}
