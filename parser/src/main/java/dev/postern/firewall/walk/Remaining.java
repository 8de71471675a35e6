package dev.postern.firewall.walk;

import dev.postern.net.Address;
import dev.postern.net.AddressRange;
import dev.postern.net.AddressSet;
import dev.postern.net.Family;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The sources whose packets are still under way in a chain. Taking a few of very many away costs a
 * logarithm, and taking many away at once a little for each, so that a chain of many rules costs
 * little more than its length.
 */
final class Remaining {
  /** Sets of fewer runs are taken away as a whole. */
  private static final int FEW = 64;

  private final Family family;
  private @Nullable AddressSet whole;

  /** Holds the runs while {@code whole} is null. */
  private final TreeMap<Address, Address> lastByFirst = new TreeMap<>();

  Remaining(AddressSet set) {
    this.family = set.family();
    this.whole = set;
  }

  boolean isEmpty() {
    return whole == null ? lastByFirst.isEmpty() : whole.isEmpty();
  }

  boolean intersects(AddressSet set) {
    if (isEmpty() || set.isEmpty()) {
      return false;
    }
    if (whole != null) {
      return whole.intersects(set);
    }
    for (AddressRange range : set.ranges()) {
      Map.Entry<Address, Address> at = lastByFirst.floorEntry(range.last());
      if (at != null && at.getValue().compareTo(range.first()) >= 0) {
        return true;
      }
    }
    return false;
  }

  AddressSet toSet() {
    AddressSet set = whole;
    if (set == null) {
      List<AddressRange> runs = new ArrayList<>(lastByFirst.size());
      lastByFirst.forEach((first, last) -> runs.add(new AddressRange(first, last)));
      set = AddressSet.of(family, runs);
      whole = set;
      lastByFirst.clear();
    }
    return set;
  }

  AddressSet intersect(AddressSet set) {
    if (set.isEmpty() || isEmpty()) {
      return AddressSet.none(family);
    }
    if (whole != null || lastByFirst.size() <= set.ranges().size() || set.isAll()) {
      return toSet().intersect(set);
    }
    List<AddressRange> runs = new ArrayList<>();
    for (AddressRange range : set.ranges()) {
      collect(range, runs);
    }
    return AddressSet.of(family, runs);
  }

  private void collect(AddressRange range, List<AddressRange> into) {
    Map.Entry<Address, Address> at = lastByFirst.floorEntry(range.first());
    if (at == null || at.getValue().compareTo(range.first()) < 0) {
      at = lastByFirst.higherEntry(range.first());
    }
    while (at != null && at.getKey().compareTo(range.last()) <= 0) {
      Address first = at.getKey().compareTo(range.first()) >= 0 ? at.getKey() : range.first();
      Address last = at.getValue().compareTo(range.last()) <= 0 ? at.getValue() : range.last();
      into.add(new AddressRange(first, last));
      at = lastByFirst.higherEntry(at.getKey());
    }
  }

  void remove(AddressSet set) {
    int size = whole == null ? lastByFirst.size() : whole.ranges().size();
    if (size < FEW || size < set.ranges().size() * 16L || set.isAll()) {
      whole = toSet().minus(set);
      return;
    }
    if (whole != null) {
      whole.ranges().forEach(range -> lastByFirst.put(range.first(), range.last()));
      whole = null;
    }
    for (AddressRange range : set.ranges()) {
      remove(range);
    }
  }

  private void remove(AddressRange range) {
    Map.Entry<Address, Address> at = lastByFirst.floorEntry(range.first());
    if (at == null || at.getValue().compareTo(range.first()) < 0) {
      at = lastByFirst.higherEntry(range.first());
    }
    while (at != null && at.getKey().compareTo(range.last()) <= 0) {
      Address first = at.getKey();
      Address last = at.getValue();
      lastByFirst.remove(first);
      if (first.compareTo(range.first()) < 0) {
        lastByFirst.put(first, range.first().previous());
      }
      if (last.compareTo(range.last()) > 0) {
        lastByFirst.put(range.last().next(), last);
        return;
      }
      at = lastByFirst.higherEntry(first);
    }
  }

  void add(AddressSet set) {
    if (!set.isEmpty()) {
      whole = toSet().union(set);
    }
  }
}
