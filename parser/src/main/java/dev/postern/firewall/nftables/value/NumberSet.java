package dev.postern.firewall.nftables.value;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Some whole numbers that are not negative, as runs in their order that do not touch. */
public record NumberSet(List<Run> runs) {
  static final NumberSet NONE = new NumberSet(List.of());

  /** From one number to another, both included. */
  public record Run(long first, long last) {}

  public NumberSet {
    runs = List.copyOf(runs);
  }

  /** Empty when the first is behind the last. */
  static NumberSet between(long first, long last) {
    return first > last ? NONE : new NumberSet(List.of(new Run(first, last)));
  }

  static NumberSet ofRuns(List<Run> some) {
    List<Run> sorted = new ArrayList<>(some);
    sorted.sort(Comparator.comparingLong(Run::first));
    List<Run> joined = new ArrayList<>();
    for (Run run : sorted) {
      Run last = joined.isEmpty() ? null : joined.get(joined.size() - 1);
      if (last != null && run.first() - 1 <= last.last()) {
        joined.set(joined.size() - 1, new Run(last.first(), Math.max(last.last(), run.last())));
      } else {
        joined.add(run);
      }
    }
    return new NumberSet(joined);
  }

  boolean contains(long number) {
    for (Run run : runs) {
      if (run.first() <= number && number <= run.last()) {
        return true;
      }
    }
    return false;
  }

  /** All others up to a largest. */
  NumberSet complement(long largest) {
    List<Run> others = new ArrayList<>();
    long next = 0;
    for (Run run : runs) {
      if (run.first() > next) {
        others.add(new Run(next, run.first() - 1));
      }
      next = run.last() + 1;
    }
    if (next >= 0 && next <= largest) {
      others.add(new Run(next, largest));
    }
    return new NumberSet(others);
  }
}
