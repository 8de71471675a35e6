package dev.postern.firewall.reach;

import dev.postern.net.AddressSet;
import java.util.ArrayList;
import java.util.List;

/**
 * Addresses of one family of which there come more and more. Kept in sets of which each has at
 * least twice the runs of the next, so that adding one run to very many costs a logarithm.
 */
final class Sources {
  private final List<AddressSet> sets = new ArrayList<>();

  void add(AddressSet more) {
    if (isAll()) {
      return;
    }
    AddressSet sum = more;
    while (!sets.isEmpty() && sets.get(sets.size() - 1).size() < 2 * sum.size()) {
      sum = sum.union(sets.remove(sets.size() - 1));
    }
    sets.add(sum);
  }

  /** Whether every address was added at once. */
  boolean isAll() {
    return !sets.isEmpty() && sets.get(sets.size() - 1).isAll();
  }

  /** Whether all of some addresses are among these. */
  boolean covers(AddressSet some) {
    AddressSet rest = some;
    for (int i = 0; i < sets.size() && !rest.isEmpty(); i++) {
      if (rest.intersects(sets.get(i))) {
        rest = rest.minus(sets.get(i));
      }
    }
    return rest.isEmpty();
  }
}
