package dev.postern.firewall.iptables.set;

import dev.postern.net.Address;
import dev.postern.net.AddressRange;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** What a set holds already, so that adding it again is refused. */
final class Occupied {
  /** Beyond it, looking at each pair would take too long. */
  private static final int MOST_WIDE = 1000;

  private final SetType type;
  private final Set<Object> single = new HashSet<>();
  private final List<SetElement> narrow = new ArrayList<>();
  private final List<SetElement> wide = new ArrayList<>();
  private final TreeMap<Address, Address> runs = new TreeMap<>();

  Occupied(SetType type) {
    this.type = type;
  }

  /** Whether elements are nothing but addresses, each of which counts by itself. */
  boolean isOfAddresses() {
    return type.parts().size() == 1 && isEach(0) && type.parts().get(0) != SetType.Part.TCP_PORT;
  }

  /** Whether a part stands for each address or port in it, not for the block as a whole. */
  private boolean isEach(int part) {
    return switch (type.parts().get(part)) {
      case IP, ADDRESS, PORT, TCP_PORT -> true;
      default -> false;
    };
  }

  /** The first address of a run that is taken; for sets of addresses alone. */
  Optional<Address> firstTaken(AddressRange range) {
    if (runs.isEmpty() && range.first().equals(range.last())) {
      return single.contains(range.first()) ? Optional.of(range.first()) : Optional.empty();
    }
    fillRuns();
    Map.Entry<Address, Address> before = runs.floorEntry(range.first());
    if (before != null && before.getValue().compareTo(range.first()) >= 0) {
      return Optional.of(range.first());
    }
    Address next = runs.ceilingKey(range.first());
    return next != null && next.compareTo(range.last()) <= 0 ? Optional.of(next) : Optional.empty();
  }

  private void fillRuns() {
    for (Object address : single) {
      runs.put((Address) address, (Address) address);
    }
    single.clear();
  }

  /** Whether something of an element is taken. */
  boolean isTaken(SetElement element) throws SetRefusal {
    if (isOfAddresses() && element.parts().get(0) instanceof SetElement.Addresses run) {
      return firstTaken(run.range()).isPresent();
    }
    if (wide.size() >= MOST_WIDE) {
      throw SetRefusal.possibly(
          "more than %d ranges, of which some may overlap".formatted(MOST_WIDE));
    }
    boolean isAmongNarrow =
        isWide(element) ? overlapsAny(element, narrow) : single.contains(key(element));
    return isAmongNarrow || overlapsAny(element, wide);
  }

  private boolean overlapsAny(SetElement element, List<SetElement> others) {
    for (SetElement other : others) {
      if (overlap(element, other)) {
        return true;
      }
    }
    return false;
  }

  /** Takes an element. */
  void take(SetElement element) {
    if (isOfAddresses() && element.parts().get(0) instanceof SetElement.Addresses run) {
      take(run.range());
      return;
    }
    if (isWide(element)) {
      wide.add(element);
    } else {
      narrow.add(element);
      single.add(key(element));
    }
  }

  private void take(AddressRange range) {
    if (runs.isEmpty() && range.first().equals(range.last())) {
      single.add(range.first());
    } else {
      fillRuns();
      runs.put(range.first(), range.last());
    }
  }

  /** What tells elements apart: a bitmap has one for each address. */
  private List<SetElement.Part> key(SetElement element) {
    return type.isBitmap() ? element.parts().subList(0, 1) : element.parts();
  }

  /** Whether an element stands for more than one. */
  boolean isWide(SetElement element) {
    for (int i = 0; i < element.parts().size(); i++) {
      SetElement.Part part = element.parts().get(i);
      boolean isMany =
          (part instanceof SetElement.Addresses addresses && !addresses.isSingle())
              || (part instanceof SetElement.Ports ports && ports.first() != ports.last());
      if (isMany && isEach(i)) {
        return true;
      }
    }
    return false;
  }

  private boolean overlap(SetElement one, SetElement other) {
    for (int i = 0; i < key(one).size(); i++) {
      SetElement.Part a = one.parts().get(i);
      SetElement.Part b = other.parts().get(i);
      if (!a.equals(b) && !(isEach(i) && overlap(a, b))) {
        return false;
      }
    }
    return true;
  }

  private static boolean overlap(SetElement.Part one, SetElement.Part other) {
    if (one instanceof SetElement.Addresses a && other instanceof SetElement.Addresses b) {
      return a.range().first().compareTo(b.range().last()) <= 0
          && b.range().first().compareTo(a.range().last()) <= 0;
    }
    return one instanceof SetElement.Ports a
        && other instanceof SetElement.Ports b
        && a.protocol() == b.protocol()
        && a.first() <= b.last()
        && b.first() <= a.last();
  }
}
