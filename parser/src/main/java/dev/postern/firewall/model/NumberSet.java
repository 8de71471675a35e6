package dev.postern.firewall.model;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.LongPredicate;

/** Some whole numbers that are not negative, as runs in their order that do not touch. */
public record NumberSet(List<Run> runs) {
  public static final NumberSet NONE = new NumberSet(List.of());

  /** From one number to another, both included. */
  public record Run(long first, long last) {}

  public NumberSet {
    runs = List.copyOf(runs);
  }

  /** Those from one to another, both included; none when the first is behind the last. */
  public static NumberSet between(long first, long last) {
    return first > last ? NONE : new NumberSet(List.of(new Run(first, last)));
  }

  /** Those from one to another, both included, of which something holds; each is tried. */
  public static NumberSet where(long first, long last, LongPredicate holds) {
    List<Run> runs = new ArrayList<>();
    long start = -1;
    for (long number = first; number <= last + 1; number++) {
      boolean in = number <= last && holds.test(number);
      if (in && start < 0) {
        start = number;
      } else if (!in && start >= 0) {
        runs.add(new Run(start, number - 1));
        start = -1;
      }
    }
    return new NumberSet(runs);
  }

  /** Those in any of some runs, in any order. */
  public static NumberSet ofRuns(List<Run> some) {
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

  /** Whether a number is one of them. */
  public boolean contains(long number) {
    for (Run run : runs) {
      if (run.first() <= number && number <= run.last()) {
        return true;
      }
    }
    return false;
  }

  /** All others up to a largest. */
  public NumberSet complement(long largest) {
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

  /** Those that are between two numbers, both included. */
  public NumberSet within(long first, long last) {
    List<Run> kept = new ArrayList<>();
    for (Run run : runs) {
      if (run.last() >= first && run.first() <= last) {
        kept.add(new Run(Math.max(run.first(), first), Math.min(run.last(), last)));
      }
    }
    return new NumberSet(kept);
  }

  /** The same, each moved down by some. */
  public NumberSet minus(long amount) {
    List<Run> moved = new ArrayList<>();
    for (Run run : runs) {
      if (run.last() >= amount) {
        moved.add(new Run(Math.max(0, run.first() - amount), run.last() - amount));
      }
    }
    return new NumberSet(moved);
  }
}
