package dev.postern.net;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Any set of addresses of one family, as ascending runs that neither touch nor overlap. Two equal
 * sets have equal runs. Operations take time in proportion to the number of runs, never of
 * addresses.
 */
public final class AddressSet {
  private static final AddressSet NONE_V4 = new AddressSet(new AddressRuns(Family.V4));
  private static final AddressSet NONE_V6 = new AddressSet(new AddressRuns(Family.V6));
  private static final AddressSet ALL_V4 = of(Prefix.ALL_V4);
  private static final AddressSet ALL_V6 = of(Prefix.ALL_V6);

  private static final int MOST_SHOWN = 8;

  private final AddressRuns runs;

  private AddressSet(AddressRuns runs) {
    this.runs = runs;
  }

  public static AddressSet none(Family family) {
    return family == Family.V4 ? NONE_V4 : NONE_V6;
  }

  public static AddressSet all(Family family) {
    return family == Family.V4 ? ALL_V4 : ALL_V6;
  }

  public static AddressSet of(Prefix prefix) {
    AddressRuns runs = new AddressRuns(prefix.family());
    runs.add(prefix);
    return new AddressSet(runs);
  }

  public static AddressSet of(Address address) {
    return of(AddressRange.of(address));
  }

  public static AddressSet of(AddressRange range) {
    AddressRuns runs = new AddressRuns(range.first().family());
    runs.add(range);
    return new AddressSet(runs);
  }

  /** The runs' addresses; runs of the other family are left out. */
  public static AddressSet of(Family family, Collection<AddressRange> ranges) {
    AddressRuns runs = new AddressRuns(family, ranges.size());
    for (AddressRange range : ranges) {
      runs.add(range);
    }
    return runs.toSet();
  }

  /** Those of the networks that are of the family. */
  public static AddressSet of(Family family, Networks networks) {
    AddressRuns runs = new AddressRuns(family, networks.prefixes().size());
    for (Prefix prefix : networks.prefixes()) {
      runs.add(prefix);
    }
    return runs.toSet();
  }

  /** What is in any of some sets of a family. */
  public static AddressSet union(Family family, List<AddressSet> sets) {
    if (sets.size() == 1) {
      return sets.get(0);
    }
    AddressRuns all = new AddressRuns(family);
    for (AddressSet set : sets) {
      all.add(set);
    }
    return all.toSet();
  }

  /** A set of ascending runs that neither touch nor overlap, which nobody changes any more. */
  static AddressSet ofMerged(AddressRuns runs) {
    return runs.size() == 0 ? none(runs.family()) : new AddressSet(runs);
  }

  public Family family() {
    return runs.family();
  }

  AddressRuns runs() {
    return runs;
  }

  /** How many runs the set has. */
  public int size() {
    return runs.size();
  }

  /** The runs, ascending, apart from each other. */
  public List<AddressRange> ranges() {
    return new AbstractList<>() {
      @Override
      public AddressRange get(int index) {
        return runs.get(Objects.checkIndex(index, runs.size()));
      }

      @Override
      public int size() {
        return runs.size();
      }
    };
  }

  public boolean isEmpty() {
    return runs.size() == 0;
  }

  public boolean isAll() {
    return runs.equals(all(family()).runs);
  }

  /**
   * Index of the first run that ends at or after an address, when it is known to be no earlier than
   * {@code from}, and most often is soon behind.
   */
  private int firstEndingFrom(long addressHigh, long addressLow, int from) {
    int low = from;
    int step = 1;
    int high = from;
    while (high < runs.size() && runs.compareLast(high, addressHigh, addressLow) < 0) {
      low = high + 1;
      high += step;
      step *= 2;
    }
    high = Math.min(high, runs.size());
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (runs.compareLast(middle, addressHigh, addressLow) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** Whether an address is in it; one of the other family is not. */
  public boolean contains(Address address) {
    if (address.family() != family()) {
      return false;
    }
    int at = firstEndingFrom(address.high(), address.low(), 0);
    return at < runs.size() && runs.compareFirst(at, address.high(), address.low()) <= 0;
  }

  /** Whether all addresses of another set of the same family are in it. */
  public boolean contains(AddressSet other) {
    if (isAll()) {
      return true;
    }
    int at = 0;
    for (int i = 0; i < other.runs.size(); i++) {
      at = firstEndingFrom(other.runs.lastHigh(i), other.runs.lastLow(i), at);
      if (at == runs.size()
          || runs.compareFirst(at, other.runs.firstHigh(i), other.runs.firstLow(i)) > 0) {
        return false;
      }
    }
    return true;
  }

  /** Time in proportion to the smaller set, with a logarithm of the larger. */
  public boolean intersects(AddressSet other) {
    if (runs.size() > other.runs.size()) {
      return other.intersects(this);
    }
    int from = 0;
    for (int mine = 0; mine < runs.size(); mine++) {
      from = other.firstEndingFrom(runs.firstHigh(mine), runs.firstLow(mine), from);
      if (from == other.runs.size()) {
        return false;
      }
      if (other.runs.compareFirst(from, runs.lastHigh(mine), runs.lastLow(mine)) <= 0) {
        return true;
      }
    }
    return false;
  }

  /** What is in this set or in another of the same family. */
  public AddressSet union(AddressSet other) {
    if (other.isEmpty() || equals(other)) {
      return this;
    }
    if (isEmpty()) {
      return other;
    }
    AddressRuns theirs = other.runs;
    AddressRuns union = new AddressRuns(family(), runs.size() + theirs.size());
    int mine = 0;
    int their = 0;
    while (mine < runs.size() || their < theirs.size()) {
      boolean takeMine =
          their == theirs.size()
              || (mine < runs.size()
                  && runs.compareFirst(mine, theirs.firstHigh(their), theirs.firstLow(their)) <= 0);
      if (takeMine) {
        union.appendFrom(runs, mine++);
      } else {
        union.appendFrom(theirs, their++);
      }
    }
    return ofMerged(union);
  }

  /** Time in proportion to the smaller set, with a logarithm of the larger. */
  public AddressSet intersect(AddressSet other) {
    if (runs.size() > other.runs.size()) {
      return other.intersect(this);
    }
    if (isEmpty() || equals(other)) {
      return this;
    }
    AddressRuns theirs = other.runs;
    AddressRuns common = new AddressRuns(family(), runs.size());
    int from = 0;
    for (int mine = 0; mine < runs.size(); mine++) {
      long lastHigh = runs.lastHigh(mine);
      long lastLow = runs.lastLow(mine);
      from = other.firstEndingFrom(runs.firstHigh(mine), runs.firstLow(mine), from);
      int end = other.firstEndingFrom(lastHigh, lastLow, from);
      boolean endsWithin = end < theirs.size() && theirs.compareFirst(end, lastHigh, lastLow) <= 0;
      common.addWithin(theirs, from, endsWithin ? end + 1 : end, runs, mine);
      from = end;
    }
    if (common.equals(runs)) {
      return this;
    }
    return common.equals(theirs) ? other : ofMerged(common);
  }

  /** All other addresses of the family. */
  public AddressSet complement() {
    return all(family()).minus(this);
  }

  /** Time in proportion to this set and what it loses, with a logarithm of the other. */
  public AddressSet minus(AddressSet other) {
    if (isEmpty() || other.isEmpty()) {
      return this;
    }
    if (equals(other)) {
      return none(family());
    }
    AddressRuns left = new AddressRuns(family(), isAll() ? other.size() + 1 : runs.size());
    int from = 0;
    for (int mine = 0; mine < runs.size(); mine++) {
      from = other.firstEndingFrom(runs.firstHigh(mine), runs.firstLow(mine), from);
      other.leaveOf(runs, mine, from, left);
    }
    return ofMerged(left);
  }

  /** Adds what of a run is not in this set. */
  private void leaveOf(AddressRuns others, int index, int start, AddressRuns into) {
    long high = others.firstHigh(index);
    long low = others.firstLow(index);
    long lastHigh = others.lastHigh(index);
    long lastLow = others.lastLow(index);
    for (int at = start; at < runs.size(); at++) {
      if (runs.compareFirst(at, lastHigh, lastLow) > 0) {
        break;
      }
      long goneHigh = runs.firstHigh(at);
      long goneLow = runs.firstLow(at);
      if (AddressRuns.compare(goneHigh, goneLow, high, low) > 0) {
        into.add(high, low, goneLow == 0 ? goneHigh - 1 : goneHigh, goneLow - 1);
      }
      if (runs.compareLast(at, lastHigh, lastLow) >= 0) {
        return;
      }
      low = runs.lastLow(at) + 1;
      high = low == 0 ? runs.lastHigh(at) + 1 : runs.lastHigh(at);
    }
    into.add(high, low, lastHigh, lastLow);
  }

  /** The lowest address; empty for the empty set. */
  public Optional<Address> first() {
    return isEmpty() ? Optional.empty() : Optional.of(runs.first(0));
  }

  /** How many prefixes make the set at least. */
  public int prefixCount() {
    int count = 0;
    for (int i = 0; i < runs.size(); i++) {
      boolean isOne = runs.compareLast(i, runs.firstHigh(i), runs.firstLow(i)) == 0;
      count += isOne ? 1 : runs.get(i).prefixes().size();
    }
    return count;
  }

  /** The fewest prefixes that make the set, ascending. */
  public List<Prefix> prefixes() {
    return prefixes(Integer.MAX_VALUE);
  }

  /** The first of them. */
  public List<Prefix> prefixes(int most) {
    List<Prefix> prefixes = new ArrayList<>();
    for (int i = 0; i < runs.size() && prefixes.size() < most; i++) {
      prefixes.addAll(runs.get(i).prefixes());
    }
    return prefixes.subList(0, Math.min(most, prefixes.size()));
  }

  /** Whether more than half of the family's addresses are in the set. */
  public boolean isMajority() {
    return runs.extent() > (family() == Family.V4 ? 0x1p31 : 0x1p127);
  }

  /** Whether more than half of another set's addresses are in this one. */
  public boolean isMostOf(AddressSet whole) {
    return 2 * intersect(whole).runs.extent() > whole.runs.extent();
  }

  /**
   * This set, or when that has more than {@code most} runs, one of about so many that holds it and
   * the narrowest of the gaps.
   */
  public AddressSet joined(int most) {
    return runs.size() <= most ? this : ofMerged(runs.joined(most));
  }

  /** The set as the fewest networks. */
  public Networks networks() {
    return new Networks(prefixes());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof AddressSet set && runs.equals(set.runs);
  }

  @Override
  public int hashCode() {
    return runs.hashCode();
  }

  /**
   * The prefixes separated by a comma and a blank, of many runs the first few and how many more
   * there are; {@code none} for the empty set.
   */
  @Override
  public String toString() {
    if (runs.size() <= MOST_SHOWN) {
      return networks().toString();
    }
    AddressSet few = of(family(), ranges().subList(0, MOST_SHOWN));
    return few.networks() + " and " + (runs.size() - MOST_SHOWN) + " more";
  }
}
