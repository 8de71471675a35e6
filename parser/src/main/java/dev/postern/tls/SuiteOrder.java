package dev.postern.tls;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * The list that a cipher string works on: every suite of a library, each active or not. The
 * operations are those of ssl_cipher_apply_rule() in ssl/ssl_ciph.c.
 */
final class SuiteOrder {
  private record Place(KnownSuite suite, boolean active) {}

  private List<Place> places = new ArrayList<>();

  /** All suites, none active, in the order given. */
  SuiteOrder(List<KnownSuite> suites) {
    for (KnownSuite suite : suites) {
      places.add(new Place(suite, false));
    }
  }

  private SuiteOrder() {}

  /** Activates inactive suites and puts them at the end. */
  void add(Predicate<KnownSuite> which) {
    split(place -> !place.active() && which.test(place.suite()), true, false);
  }

  /** Deactivates active suites and puts them in front, so that they come back first. */
  void delete(Predicate<KnownSuite> which) {
    split(place -> place.active() && which.test(place.suite()), false, true);
  }

  /** Moves active suites to the end. */
  void order(Predicate<KnownSuite> which) {
    split(place -> place.active() && which.test(place.suite()), true, false);
  }

  /** Moves active suites to the front. */
  void bump(Predicate<KnownSuite> which) {
    split(place -> place.active() && which.test(place.suite()), true, true);
  }

  /** Removes suites for good. */
  void kill(Predicate<KnownSuite> which) {
    places.removeIf(place -> which.test(place.suite()));
  }

  /** Orders active suites by their bits of security, the strongest first, otherwise as before. */
  void byStrength() {
    TreeSet<Integer> strengths = new TreeSet<>();
    for (Place place : places) {
      if (place.active()) {
        strengths.add(place.suite().securityBits());
      }
    }
    for (int bits : strengths.descendingSet()) {
      order(suite -> suite.securityBits() == bits);
    }
  }

  List<KnownSuite> active() {
    List<KnownSuite> active = new ArrayList<>();
    for (Place place : places) {
      if (place.active()) {
        active.add(place.suite());
      }
    }
    return active;
  }

  private void split(Predicate<Place> which, boolean active, boolean front) {
    List<Place> moved = new ArrayList<>();
    List<Place> rest = new ArrayList<>(places.size());
    for (Place place : places) {
      if (which.test(place)) {
        moved.add(new Place(place.suite(), active));
      } else {
        rest.add(place);
      }
    }
    places = front ? moved : rest;
    places.addAll(front ? rest : moved);
  }
}
