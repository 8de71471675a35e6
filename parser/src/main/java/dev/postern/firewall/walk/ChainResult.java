package dev.postern.firewall.walk;

import dev.postern.net.AddressSet;
import dev.postern.net.Family;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a chain makes of every client's packet, whoever calls it. A client stands in several sets
 * when no file tells which of them is true.
 *
 * @param accepted done with the base chain, by the flow they go on as
 * @param returned at the chain's end, by the flow they go on as
 * @param uncertain the clients for whom a match or statement is not decided, by what it is
 */
record ChainResult(
    Map<Flow, AddressSet> accepted,
    Map<Flow, AddressSet> returned,
    AddressSet dropped,
    AddressSet rejected,
    Map<String, AddressSet> uncertain) {

  /** Collects the sets of a result in any order. */
  static final class Builder {
    private final Family family;
    private final Map<Flow, List<AddressSet>> accepted = new LinkedHashMap<>();
    private final Map<Flow, List<AddressSet>> returned = new LinkedHashMap<>();
    private final List<AddressSet> dropped = new ArrayList<>();
    private final List<AddressSet> rejected = new ArrayList<>();
    private final Map<String, List<AddressSet>> uncertain = new LinkedHashMap<>();

    Builder(Family family) {
      this.family = family;
    }

    void accept(Flow flow, AddressSet set) {
      add(accepted, flow, set);
    }

    void giveBack(Flow flow, AddressSet set) {
      add(returned, flow, set);
    }

    void drop(AddressSet set) {
      dropped.add(set);
    }

    void reject(AddressSet set) {
      rejected.add(set);
    }

    void doubt(String reason, AddressSet set) {
      add(uncertain, reason, set);
    }

    private static <K> void add(Map<K, List<AddressSet>> sets, K key, AddressSet set) {
      if (!set.isEmpty()) {
        sets.computeIfAbsent(key, none -> new ArrayList<>()).add(set);
      }
    }

    ChainResult build() {
      return new ChainResult(
          sets(accepted),
          sets(returned),
          AddressSet.union(family, dropped),
          AddressSet.union(family, rejected),
          sets(uncertain));
    }

    private <K> Map<K, AddressSet> sets(Map<K, List<AddressSet>> runs) {
      Map<K, AddressSet> sets = new LinkedHashMap<>();
      runs.forEach((key, all) -> sets.put(key, AddressSet.union(family, all)));
      return sets;
    }
  }
}
