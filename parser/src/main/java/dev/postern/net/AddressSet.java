package dev.postern.net;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Any set of addresses of one family, as ascending runs that neither touch nor overlap. Two equal
 * sets have equal runs. Operations take time in proportion to the number of runs, never of
 * addresses.
 */
public final class AddressSet {
  private static final AddressSet NONE_V4 = new AddressSet(Family.V4, List.of());
  private static final AddressSet NONE_V6 = new AddressSet(Family.V6, List.of());
  private static final AddressSet ALL_V4 = new AddressSet(Family.V4, whole(Family.V4));
  private static final AddressSet ALL_V6 = new AddressSet(Family.V6, whole(Family.V6));

  private static final int MOST_SORTED_AS_OBJECTS = 64;
  private static final int MOST_SHOWN = 8;

  private final Family family;
  private final List<AddressRange> ranges;

  private AddressSet(Family family, List<AddressRange> ranges) {
    this.family = family;
    this.ranges = ranges;
  }

  private static List<AddressRange> whole(Family family) {
    return List.of(AddressRange.of(Prefix.all(family)));
  }

  public static AddressSet none(Family family) {
    return family == Family.V4 ? NONE_V4 : NONE_V6;
  }

  public static AddressSet all(Family family) {
    return family == Family.V4 ? ALL_V4 : ALL_V6;
  }

  public static AddressSet of(Prefix prefix) {
    return new AddressSet(prefix.family(), List.of(AddressRange.of(prefix)));
  }

  public static AddressSet of(Address address) {
    return of(Prefix.of(address));
  }

  /** The runs' addresses; runs of the other family are left out. */
  public static AddressSet of(Family family, Collection<AddressRange> runs) {
    List<AddressRange> sorted = new ArrayList<>(runs.size());
    for (AddressRange run : runs) {
      if (run.first().family() == family) {
        sorted.add(run);
      }
    }
    if (family == Family.V4 && sorted.size() > MOST_SORTED_AS_OBJECTS) {
      return ofMany(sorted);
    }
    sorted.sort((one, other) -> one.first().compareTo(other.first()));
    List<AddressRange> merged = new ArrayList<>(sorted.size());
    for (AddressRange run : sorted) {
      append(merged, run);
    }
    return make(family, merged);
  }

  /** Sorts IPv4 runs as numbers of 64 bits, the first address above the last. */
  private static AddressSet ofMany(List<AddressRange> runs) {
    long[] numbers = new long[runs.size()];
    for (int i = 0; i < numbers.length; i++) {
      AddressRange run = runs.get(i);
      numbers[i] = (run.first().low() << 32 | run.last().low()) ^ Long.MIN_VALUE;
    }
    Arrays.sort(numbers);
    List<AddressRange> merged = new ArrayList<>(numbers.length);
    long first = -1;
    long last = -2;
    for (long number : numbers) {
      long start = (number ^ Long.MIN_VALUE) >>> 32;
      long end = number & 0xFFFF_FFFFL;
      if (first >= 0 && start <= last + 1) {
        last = Math.max(last, end);
        continue;
      }
      if (first >= 0) {
        merged.add(new AddressRange(Address.v4(first), Address.v4(last)));
      }
      first = start;
      last = end;
    }
    merged.add(new AddressRange(Address.v4(first), Address.v4(last)));
    return make(Family.V4, merged);
  }

  /** Those of the networks that are of the family. */
  public static AddressSet of(Family family, Networks networks) {
    return of(family, networks.prefixes().stream().map(AddressRange::of).toList());
  }

  private static AddressSet make(Family family, List<AddressRange> ranges) {
    return ranges.isEmpty() ? none(family) : new AddressSet(family, ranges);
  }

  /** Adds a run that begins no earlier than the last one. */
  private static void append(List<AddressRange> runs, AddressRange run) {
    if (!runs.isEmpty()) {
      AddressRange before = runs.get(runs.size() - 1);
      boolean touches =
          run.first().compareTo(before.last()) <= 0
              || (before.last().next().equals(run.first())
                  && before.last().compareTo(run.first()) < 0);
      if (touches) {
        if (run.last().compareTo(before.last()) > 0) {
          runs.set(runs.size() - 1, new AddressRange(before.first(), run.last()));
        }
        return;
      }
    }
    runs.add(run);
  }

  public Family family() {
    return family;
  }

  /** Ascending, apart from each other. */
  public List<AddressRange> ranges() {
    return java.util.Collections.unmodifiableList(ranges);
  }

  public boolean isEmpty() {
    return ranges.isEmpty();
  }

  public boolean isAll() {
    return ranges.size() == 1 && ranges.get(0).equals(all(family).ranges.get(0));
  }

  /** Index of the first run that ends at or after an address. */
  private int firstEndingFrom(Address address) {
    return firstEndingFrom(address, 0);
  }

  /**
   * The same when it is known to be no earlier than {@code from}, and most often is soon behind.
   */
  private int firstEndingFrom(Address address, int from) {
    int low = from;
    int step = 1;
    int high = from;
    while (high < ranges.size() && ranges.get(high).last().compareTo(address) < 0) {
      low = high + 1;
      high += step;
      step *= 2;
    }
    high = Math.min(high, ranges.size());
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (ranges.get(middle).last().compareTo(address) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  public boolean contains(Address address) {
    if (address.family() != family) {
      return false;
    }
    int at = firstEndingFrom(address);
    return at < ranges.size() && ranges.get(at).contains(address);
  }

  public boolean contains(AddressSet other) {
    return other.minus(this).isEmpty();
  }

  public boolean intersects(AddressSet other) {
    return !intersect(other).isEmpty();
  }

  public AddressSet union(AddressSet other) {
    if (other.isEmpty()) {
      return this;
    }
    if (isEmpty()) {
      return other;
    }
    List<AddressRange> runs = new ArrayList<>(ranges.size() + other.ranges.size());
    int mine = 0;
    int theirs = 0;
    while (mine < ranges.size() || theirs < other.ranges.size()) {
      boolean takeMine =
          theirs == other.ranges.size()
              || (mine < ranges.size()
                  && ranges.get(mine).first().compareTo(other.ranges.get(theirs).first()) <= 0);
      append(runs, takeMine ? ranges.get(mine++) : other.ranges.get(theirs++));
    }
    return make(family, runs);
  }

  /** Time in proportion to the smaller set, with a logarithm of the larger. */
  public AddressSet intersect(AddressSet other) {
    if (other.isEmpty() || isAll()) {
      return other;
    }
    if (isEmpty() || other.isAll()) {
      return this;
    }
    if (ranges.size() > other.ranges.size()) {
      return other.intersect(this);
    }
    List<AddressRange> runs = new ArrayList<>();
    int from = 0;
    for (AddressRange mine : ranges) {
      from = other.firstEndingFrom(mine.first(), from);
      for (int at = from; at < other.ranges.size(); at++) {
        AddressRange theirs = other.ranges.get(at);
        if (theirs.first().compareTo(mine.last()) > 0) {
          break;
        }
        runs.add(new AddressRange(later(mine, theirs), sooner(mine, theirs)));
      }
    }
    return make(family, runs);
  }

  private static Address later(AddressRange one, AddressRange other) {
    return one.first().compareTo(other.first()) >= 0 ? one.first() : other.first();
  }

  private static Address sooner(AddressRange one, AddressRange other) {
    return one.last().compareTo(other.last()) <= 0 ? one.last() : other.last();
  }

  public AddressSet complement() {
    List<AddressRange> runs = new ArrayList<>(ranges.size() + 1);
    Address free = Prefix.all(family).base();
    Address last = Address.last(family);
    for (AddressRange run : ranges) {
      if (run.first().compareTo(free) > 0) {
        runs.add(new AddressRange(free, run.first().previous()));
      }
      if (run.last().equals(last)) {
        return make(family, runs);
      }
      free = run.last().next();
    }
    runs.add(new AddressRange(free, last));
    return make(family, runs);
  }

  /** Time in proportion to this set and what it loses, with a logarithm of the other. */
  public AddressSet minus(AddressSet other) {
    if (isEmpty() || other.isEmpty()) {
      return this;
    }
    List<AddressRange> runs = new ArrayList<>();
    int from = 0;
    for (AddressRange mine : ranges) {
      from = other.firstEndingFrom(mine.first(), from);
      other.leaveOf(mine, from, runs);
    }
    return make(family, runs);
  }

  /** Adds what of a run is not in this set. */
  private void leaveOf(AddressRange run, int start, List<AddressRange> into) {
    Address from = run.first();
    for (int at = start; at < ranges.size(); at++) {
      AddressRange gone = ranges.get(at);
      if (gone.first().compareTo(run.last()) > 0) {
        break;
      }
      if (gone.first().compareTo(from) > 0) {
        into.add(new AddressRange(from, gone.first().previous()));
      }
      if (gone.last().compareTo(run.last()) >= 0) {
        return;
      }
      from = gone.last().next();
    }
    into.add(new AddressRange(from, run.last()));
  }

  /** The lowest address; empty for the empty set. */
  public Optional<Address> first() {
    return ranges.isEmpty() ? Optional.empty() : Optional.of(ranges.get(0).first());
  }

  /** The fewest prefixes that make the set, ascending. */
  public List<Prefix> prefixes() {
    List<Prefix> prefixes = new ArrayList<>();
    for (AddressRange run : ranges) {
      prefixes.addAll(run.prefixes());
    }
    return prefixes;
  }

  /** Whether more than half of the family's addresses are in the set. */
  public boolean isMajority() {
    return size() > (family == Family.V4 ? 0x1p31 : 0x1p127);
  }

  /** Whether more than half of another set's addresses are in this one. */
  public boolean isMostOf(AddressSet whole) {
    return 2 * intersect(whole).size() > whole.size();
  }

  private double size() {
    double size = 0;
    for (AddressRange run : ranges) {
      size +=
          family == Family.V4
              ? run.last().low() - run.first().low() + 1.0
              : 0x1p64 * (run.last().high() - run.first().high())
                  + ((double) (run.last().low() >>> 1) - (double) (run.first().low() >>> 1)) * 2;
    }
    return size;
  }

  /**
   * This set, or when that has more than {@code most} runs, one of about so many that holds it and
   * the narrowest of the gaps.
   */
  public AddressSet joined(int most) {
    if (ranges.size() <= most) {
      return this;
    }
    double[] gaps = new double[ranges.size() - 1];
    for (int i = 0; i < gaps.length; i++) {
      gaps[i] = gapBehind(i);
    }
    double[] sorted = gaps.clone();
    Arrays.sort(sorted);
    double widestJoined = sorted[sorted.length - most];
    List<AddressRange> runs = new ArrayList<>();
    Address first = ranges.get(0).first();
    for (int i = 0; i < ranges.size(); i++) {
      if (i == gaps.length || gaps[i] > widestJoined) {
        runs.add(new AddressRange(first, ranges.get(i).last()));
        first = i == gaps.length ? first : ranges.get(i + 1).first();
      }
    }
    return make(family, runs);
  }

  private double gapBehind(int index) {
    Address last = ranges.get(index).last();
    Address next = ranges.get(index + 1).first();
    return (next.high() - last.high()) * 0x1p64
        + ((double) (next.low() >>> 1) - (double) (last.low() >>> 1)) * 2;
  }

  public Networks networks() {
    return new Networks(prefixes());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof AddressSet set && family == set.family && ranges.equals(set.ranges);
  }

  @Override
  public int hashCode() {
    return ranges.hashCode();
  }

  /**
   * The prefixes separated by a comma and a blank, of many runs the first few and how many more
   * there are; {@code none} for the empty set.
   */
  @Override
  public String toString() {
    if (ranges.size() <= MOST_SHOWN) {
      return networks().toString();
    }
    AddressSet few = new AddressSet(family, ranges.subList(0, MOST_SHOWN));
    return few.networks() + " and " + (ranges.size() - MOST_SHOWN) + " more";
  }
}
