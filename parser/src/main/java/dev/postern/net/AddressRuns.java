package dev.postern.net;

import java.util.Arrays;
import java.util.BitSet;

/**
 * Runs of addresses of one family, in any order, as they are collected to make a set or to be swept
 * over. Kept as plain numbers, four to a run, since there are hundreds of thousands of them.
 */
public final class AddressRuns {
  private static final int WIDTH = 4;
  private static final int FIRST_HIGH = 0;
  private static final int FIRST_LOW = 1;
  private static final int LAST_HIGH = 2;
  private static final int LAST_LOW = 3;

  private final Family family;
  private long[] bounds;
  private int size;

  public AddressRuns(Family family) {
    this(family, 1);
  }

  AddressRuns(Family family, int expected) {
    this.family = family;
    this.bounds = new long[expected * WIDTH];
  }

  public Family family() {
    return family;
  }

  public int size() {
    return size;
  }

  /** Adds the runs of a set; those of the other family are left out. */
  public void add(AddressSet set) {
    if (set.family() == family) {
      add(set.runs());
    }
  }

  /** Adds others of the same family. */
  public void add(AddressRuns others) {
    reserve(others.size);
    System.arraycopy(others.bounds, 0, bounds, size * WIDTH, others.size * WIDTH);
    size += others.size;
  }

  /**
   * Adds what others, which begin at {@code from}, have in common with a run that meets them all.
   */
  void addWithin(AddressRuns others, int from, int to, AddressRuns within, int index) {
    if (from == to) {
      return;
    }
    int first = size;
    reserve(to - from);
    System.arraycopy(others.bounds, from * WIDTH, bounds, size * WIDTH, (to - from) * WIDTH);
    size += to - from;
    if (compareFirst(first, within.firstHigh(index), within.firstLow(index)) < 0) {
      bounds[first * WIDTH + FIRST_HIGH] = within.firstHigh(index);
      bounds[first * WIDTH + FIRST_LOW] = within.firstLow(index);
    }
    if (compareLast(size - 1, within.lastHigh(index), within.lastLow(index)) > 0) {
      bounds[(size - 1) * WIDTH + LAST_HIGH] = within.lastHigh(index);
      bounds[(size - 1) * WIDTH + LAST_LOW] = within.lastLow(index);
    }
  }

  /** Adds a run; one of the other family is left out. */
  public void add(AddressRange range) {
    add(range.first(), range.last());
  }

  /** Adds the addresses of a network; one of the other family is left out. */
  public void add(Prefix prefix) {
    add(prefix.base(), prefix.last());
  }

  /** Adds the run between two addresses, both included; one of the other family is left out. */
  public void add(Address first, Address last) {
    if (first.family() == family) {
      add(first.high(), first.low(), last.high(), last.low());
    }
  }

  /** Adds a run of IPv4 addresses by their bits. */
  public void add(long first, long last) {
    add(0, first, 0, last);
  }

  void add(long firstHigh, long firstLow, long lastHigh, long lastLow) {
    reserve(1);
    int at = size++ * WIDTH;
    bounds[at + FIRST_HIGH] = firstHigh;
    bounds[at + FIRST_LOW] = firstLow;
    bounds[at + LAST_HIGH] = lastHigh;
    bounds[at + LAST_LOW] = lastLow;
  }

  /** Adds a run that begins no earlier than the last one, which grows if they touch or overlap. */
  void append(long firstHigh, long firstLow, long lastHigh, long lastLow) {
    if (size > 0) {
      int before = size - 1;
      long high = lastHigh(before);
      long low = lastLow(before);
      if (compare(firstHigh, firstLow, high, low) <= 0 || follows(firstHigh, firstLow, high, low)) {
        if (compare(lastHigh, lastLow, high, low) > 0) {
          bounds[before * WIDTH + LAST_HIGH] = lastHigh;
          bounds[before * WIDTH + LAST_LOW] = lastLow;
        }
        return;
      }
    }
    add(firstHigh, firstLow, lastHigh, lastLow);
  }

  void appendFrom(AddressRuns others, int index) {
    append(
        others.firstHigh(index),
        others.firstLow(index),
        others.lastHigh(index),
        others.lastLow(index));
  }

  private static boolean follows(long high, long low, long beforeHigh, long beforeLow) {
    return low == beforeLow + 1 && high == (low == 0 ? beforeHigh + 1 : beforeHigh);
  }

  private void reserve(int more) {
    int needed = (size + more) * WIDTH;
    if (needed > bounds.length) {
      bounds = Arrays.copyOf(bounds, Math.max(needed, bounds.length * 2));
    }
  }

  long firstHigh(int index) {
    return bounds[index * WIDTH + FIRST_HIGH];
  }

  long firstLow(int index) {
    return bounds[index * WIDTH + FIRST_LOW];
  }

  long lastHigh(int index) {
    return bounds[index * WIDTH + LAST_HIGH];
  }

  long lastLow(int index) {
    return bounds[index * WIDTH + LAST_LOW];
  }

  /** The lowest address of a run. */
  public Address first(int index) {
    return new Address(family, firstHigh(index), firstLow(index));
  }

  /** The highest address of a run. */
  public Address last(int index) {
    return new Address(family, lastHigh(index), lastLow(index));
  }

  AddressRange get(int index) {
    return new AddressRange(first(index), last(index));
  }

  /** How the lowest address of a run stands to an address. */
  int compareFirst(int index, long high, long low) {
    return compare(firstHigh(index), firstLow(index), high, low);
  }

  /** How the highest address of a run stands to an address. */
  int compareLast(int index, long high, long low) {
    return compare(lastHigh(index), lastLow(index), high, low);
  }

  static int compare(long high, long low, long otherHigh, long otherLow) {
    return high != otherHigh
        ? Long.compareUnsigned(high, otherHigh)
        : Long.compareUnsigned(low, otherLow);
  }

  /** The indexes of the runs by their lowest addresses, ascending. */
  public int[] inOrder() {
    int[] order = new int[size];
    if (family == Family.V4) {
      // An address above, the index below: sorted as plain numbers.
      long[] keys = new long[size];
      for (int i = 0; i < size; i++) {
        keys[i] = (firstLow(i) << 32 | i) ^ Long.MIN_VALUE;
      }
      Arrays.sort(keys);
      for (int i = 0; i < size; i++) {
        order[i] = (int) keys[i];
      }
      return order;
    }
    Integer[] indexes = new Integer[size];
    Arrays.setAll(indexes, i -> i);
    Arrays.sort(indexes, (one, other) -> compareFirst(one, firstHigh(other), firstLow(other)));
    Arrays.setAll(order, i -> indexes[i]);
    return order;
  }

  /**
   * The index of a run that begins within the one before it in order and is not the same; -1 when
   * there is none.
   */
  public int overlapping() {
    int[] order = inOrder();
    for (int i = 1; i < order.length; i++) {
      int before = order[i - 1];
      int index = order[i];
      boolean begins = compareFirst(index, lastHigh(before), lastLow(before)) <= 0;
      boolean same =
          compareFirst(index, firstHigh(before), firstLow(before)) == 0
              && compareLast(index, lastHigh(before), lastLow(before)) == 0;
      if (begins && !same) {
        return index;
      }
    }
    return -1;
  }

  /** The indexes of the runs that have addresses in common with others. */
  public BitSet overlapped() {
    BitSet overlapped = new BitSet(size);
    int longest = -1;
    for (int index : inOrder()) {
      if (longest >= 0 && compareFirst(index, lastHigh(longest), lastLow(longest)) <= 0) {
        overlapped.set(index);
        overlapped.set(longest);
      }
      if (longest < 0 || compareLast(index, lastHigh(longest), lastLow(longest)) > 0) {
        longest = index;
      }
    }
    return overlapped;
  }

  private boolean isInOrder() {
    for (int i = 1; i < size; i++) {
      if (compareFirst(i - 1, firstHigh(i), firstLow(i)) > 0) {
        return false;
      }
    }
    return true;
  }

  /** How many addresses are in runs that do not overlap. */
  double extent() {
    double extent = 0;
    for (int i = 0; i < size; i++) {
      extent += distance(firstHigh(i), firstLow(i), lastHigh(i), lastLow(i)) + 1;
    }
    return extent;
  }

  private static double distance(long fromHigh, long fromLow, long toHigh, long toLow) {
    long low = toLow - fromLow;
    long borrowed = Long.compareUnsigned(toLow, fromLow) < 0 ? 1 : 0;
    return 0x1p64 * unsigned(toHigh - fromHigh - borrowed) + unsigned(low);
  }

  private static double unsigned(long number) {
    return (number >>> 1) * 2.0 + (number & 1);
  }

  /** About so many runs that hold these and the narrowest gaps between them; there are more. */
  AddressRuns joined(int most) {
    double[] gaps = new double[size - 1];
    for (int i = 0; i < gaps.length; i++) {
      gaps[i] = distance(lastHigh(i), lastLow(i), firstHigh(i + 1), firstLow(i + 1));
    }
    double[] sorted = gaps.clone();
    Arrays.sort(sorted);
    double widestJoined = sorted[sorted.length - most];
    AddressRuns joined = new AddressRuns(family, most);
    int first = 0;
    for (int i = 0; i < size; i++) {
      if (i == gaps.length || gaps[i] > widestJoined) {
        joined.add(firstHigh(first), firstLow(first), lastHigh(i), lastLow(i));
        first = i + 1;
      }
    }
    return joined;
  }

  /** The addresses of all runs. */
  public AddressSet toSet() {
    AddressRuns merged = new AddressRuns(family, size);
    if (isInOrder()) {
      for (int i = 0; i < size; i++) {
        merged.appendFrom(this, i);
      }
    } else {
      for (int index : inOrder()) {
        merged.appendFrom(this, index);
      }
    }
    return AddressSet.ofMerged(merged);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof AddressRuns runs
        && family == runs.family
        && Arrays.equals(bounds, 0, size * WIDTH, runs.bounds, 0, runs.size * WIDTH);
  }

  @Override
  public int hashCode() {
    int hash = family.hashCode();
    for (int i = 0; i < size * WIDTH; i++) {
      hash = 31 * hash + Long.hashCode(bounds[i]);
    }
    return hash;
  }
}
