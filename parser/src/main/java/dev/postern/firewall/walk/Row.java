package dev.postern.firewall.walk;

import dev.postern.firewall.model.Rule;
import dev.postern.firewall.model.Verdict;
import dev.postern.net.Address;
import dev.postern.net.AddressRuns;
import dev.postern.net.AddressSet;
import dev.postern.net.Family;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Rules one behind the other that ask for nothing but the client's address and settle what becomes
 * of it. Which of them is a client's first is found for all clients in one sweep over the
 * addresses.
 */
final class Row implements ChainIndex.Step {
  private final Family family;
  private final List<Plain> rules;
  private @Nullable Map<Verdict, AddressSet> fates;

  /** A rule for clients of some addresses. */
  record Plain(Rule rule, AddressSet clients) {}

  /** A run of addresses, up to its last, of the rule at a place in the row. */
  private record Claim(int place, Address last) implements Comparable<Claim> {
    @Override
    public int compareTo(Claim other) {
      return Integer.compare(place, other.place);
    }
  }

  Row(Family family, List<Plain> rules) {
    this.family = family;
    this.rules = rules;
  }

  List<Plain> rules() {
    return rules;
  }

  /** The first rule for any of some clients. */
  Optional<Rule> firstFor(AddressSet some) {
    for (Plain plain : rules) {
      if (plain.clients().intersects(some)) {
        return Optional.of(plain.rule());
      }
    }
    return Optional.empty();
  }

  /** The clients by what becomes of them; those whom no rule is for are left out. */
  Map<Verdict, AddressSet> fates() {
    Map<Verdict, AddressSet> known = fates;
    if (known == null) {
      known = areAlike() ? together() : sweep();
      fates = known;
    }
    return known;
  }

  private boolean areAlike() {
    Verdict first = rules.get(0).rule().verdict();
    for (Plain plain : rules) {
      if (!plain.rule().verdict().equals(first)) {
        return false;
      }
    }
    return true;
  }

  /** Of rules that all do the same it does not matter which is the first. */
  private Map<Verdict, AddressSet> together() {
    AddressRuns runs = new AddressRuns(family);
    for (Plain plain : rules) {
      runs.add(plain.clients());
    }
    AddressSet all = runs.toSet();
    return all.isEmpty() ? Map.of() : Map.of(rules.get(0).rule().verdict(), all);
  }

  private Map<Verdict, AddressSet> sweep() {
    AddressRuns claims = new AddressRuns(family);
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i < rules.size(); i++) {
      AddressSet clients = rules.get(i).clients();
      claims.add(clients);
      places.addAll(Collections.nCopies(clients.size(), i));
    }
    Map<Verdict, AddressRuns> runs = new LinkedHashMap<>();
    PriorityQueue<Claim> open = new PriorityQueue<>();
    Address at = Address.v4(0);
    for (int index : claims.inOrder()) {
      Address start = claims.first(index);
      if (!open.isEmpty() && at.compareTo(start) < 0) {
        settle(open, at, start.previous(), runs);
      }
      at = start;
      open.add(new Claim(places.get(index), claims.last(index)));
    }
    if (!open.isEmpty()) {
      settle(open, at, Address.last(family), runs);
    }
    Map<Verdict, AddressSet> sets = new LinkedHashMap<>();
    runs.forEach((verdict, all) -> sets.put(verdict, all.toSet()));
    return sets;
  }

  /** Gives the addresses from {@code start} to {@code end} to the first rules that claim them. */
  private void settle(
      PriorityQueue<Claim> open, Address start, Address end, Map<Verdict, AddressRuns> runs) {
    Address at = start;
    while (!open.isEmpty()) {
      Claim first = open.element();
      if (first.last().compareTo(at) < 0) {
        open.remove();
        continue;
      }
      Address upTo = first.last().compareTo(end) < 0 ? first.last() : end;
      runs.computeIfAbsent(
              rules.get(first.place()).rule().verdict(), none -> new AddressRuns(family))
          .add(at, upTo);
      if (upTo.equals(end)) {
        return;
      }
      at = upTo.next();
    }
  }
}
