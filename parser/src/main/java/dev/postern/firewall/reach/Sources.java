package dev.postern.firewall.reach;

import dev.postern.net.AddressRuns;
import dev.postern.net.AddressSet;
import dev.postern.net.Family;
import java.util.ArrayList;
import java.util.List;

/**
 * Addresses of one family of which there come more and more. What came since they were last asked
 * for is merged when they are asked for again, into sets of which each has at least twice the runs
 * of the next: so very many cost one sort, and one run more costs a logarithm.
 */
final class Sources {
  private final Family family;
  private final List<AddressSet> sets = new ArrayList<>();
  private AddressRuns added;
  private boolean isAll;

  Sources(Family family) {
    this.family = family;
    this.added = new AddressRuns(family);
  }

  void add(AddressSet more) {
    isAll |= more.isAll();
    if (!isAll) {
      added.add(more);
    }
  }

  /** Whether every address was added at once. */
  boolean isAll() {
    return isAll;
  }

  /** Whether all of some addresses are among these. */
  boolean covers(AddressSet some) {
    if (isAll) {
      return true;
    }
    merge();
    AddressSet rest = some;
    for (int i = 0; i < sets.size() && !rest.isEmpty(); i++) {
      if (rest.intersects(sets.get(i))) {
        rest = rest.minus(sets.get(i));
      }
    }
    return rest.isEmpty();
  }

  private void merge() {
    if (added.size() == 0) {
      return;
    }
    AddressSet sum = added.toSet();
    added = new AddressRuns(family);
    while (!sets.isEmpty() && sets.get(sets.size() - 1).size() < 2 * sum.size()) {
      sum = sum.union(sets.remove(sets.size() - 1));
    }
    sets.add(sum);
  }
}
