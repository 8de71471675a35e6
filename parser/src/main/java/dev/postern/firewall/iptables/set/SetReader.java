package dev.postern.firewall.iptables.set;

import dev.postern.firewall.model.End;
import dev.postern.firewall.model.Match;
import dev.postern.firewall.model.PortSet;
import dev.postern.net.AddressRange;
import dev.postern.net.AddressSet;
import dev.postern.net.Family;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Turns the elements of a set into a match: one range set of addresses for all elements whose other
 * parts agree.
 */
final class SetReader {
  private static final int TCP = 6;

  private final Family family;
  private final List<SetType.Part> parts;
  private final List<End> ends;
  private final boolean isForExceptions;

  SetReader(SetQuery query, List<SetType.Part> parts) {
    boolean hasNetworks = parts.contains(SetType.Part.NET) || parts.contains(SetType.Part.ANY_NET);
    this.family = query.family();
    this.parts = parts;
    this.ends = query.ends();
    this.isForExceptions = hasNetworks && query.isForExceptions();
  }

  /** Elements that differ in their addresses alone. */
  private record Group(List<Match> others, List<Block> blocks) {}

  private record Block(AddressRange range, boolean isException) {}

  Match match(List<SetElement> elements) {
    int addressPart = addressPart();
    Map<List<SetElement.Part>, Group> groups = new LinkedHashMap<>();
    for (SetElement element : elements) {
      add(groups, element, addressPart);
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
      boolean isAddress =
          switch (parts.get(i)) {
            case IP, ADDRESS, NET, ANY_NET -> true;
            default -> false;
          };
      if (isAddress
          && (found < 0 || (ends.get(found) != End.SOURCE && ends.get(i) == End.SOURCE))) {
        found = i;
      }
    }
    return found;
  }

  private void add(Map<List<SetElement.Part>, Group> groups, SetElement element, int addressPart) {
    List<SetElement.Part> key = element.parts();
    if (addressPart >= 0) {
      key = parts.size() == 1 ? List.of() : without(key, addressPart);
    }
    Group group = groups.get(key);
    if (group == null) {
      group = new Group(others(element, addressPart), new ArrayList<>());
      groups.put(key, group);
    }
    if (addressPart >= 0
        && element.parts().get(addressPart) instanceof SetElement.Addresses addresses
        && addresses.range().first().family() == family) {
      group.blocks().add(new Block(addresses.range(), element.isException()));
    }
  }

  private static List<SetElement.Part> without(List<SetElement.Part> parts, int place) {
    List<SetElement.Part> fewer = new ArrayList<>(parts);
    fewer.remove(place);
    return fewer;
  }

  private List<Match> others(SetElement element, int addressPart) {
    List<Match> others = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      if (i != addressPart) {
        others.add(i < element.parts().size() ? other(i, element.parts().get(i)) : byHardware());
      }
    }
    return others;
  }

  /** The smallest block an address lies in decides: ipset(8), nomatch. */
  private AddressSet painted(List<Block> blocks) {
    boolean hasExceptions = false;
    List<AddressRange> ranges = new ArrayList<>(blocks.size());
    for (Block block : blocks) {
      hasExceptions |= block.isException();
      ranges.add(block.range());
    }
    if (!hasExceptions) {
      return isForExceptions ? AddressSet.none(family) : AddressSet.of(family, ranges);
    }
    List<Block> widestFirst = new ArrayList<>(blocks);
    widestFirst.sort(Comparator.comparing(SetReader::length));
    AddressSet set = AddressSet.none(family);
    for (Block block : widestFirst) {
      AddressSet range = AddressSet.of(family, List.of(block.range()));
      set = block.isException() == isForExceptions ? set.union(range) : set.minus(range);
    }
    return set;
  }

  private static int length(Block block) {
    return block.range().prefixes().get(0).length();
  }

  private Match other(int part, SetElement.Part value) {
    End end = ends.get(part);
    if (value instanceof SetElement.Addresses addresses) {
      return addresses.range().first().family() == family
          ? new Match.Addresses(end, AddressSet.of(family, List.of(addresses.range())))
          : new Match.Always(false);
    }
    if (value instanceof SetElement.Ports ports) {
      return ports.protocol() == TCP ? port(end, ports) : new Match.Always(false);
    }
    String name = ((SetElement.Name) value).text();
    return switch (parts.get(part)) {
      case IFACE -> new Match.Interface(end, name.replace("physdev:", ""), false);
      case MARK -> new Match.PacketMark(Long.parseLong(name), 0xFFFF_FFFFL);
      // A type of ICMP.
      case PORT -> new Match.Always(false);
      default -> byHardware();
    };
  }

  private static Match byHardware() {
    return new Match.Undecidable("a set of hardware addresses");
  }

  private static Match port(End end, SetElement.Ports ports) {
    return new Match.AllOf(
        List.of(
            new Match.Protocols(Set.of(TCP)),
            new Match.Ports(
                end, new PortSet(List.of(new PortSet.Span(ports.first(), ports.last()))))));
  }
}
