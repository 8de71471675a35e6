package dev.postern.host;

import dev.postern.fact.Fact;
import dev.postern.fact.Origin;
import dev.postern.net.Networks;
import dev.postern.posture.network.Exposure;
import dev.postern.posture.network.Reach;
import dev.postern.posture.network.Via;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Joins what a daemon's bind addresses let in with what the packet filter lets in. */
final class Outside {
  private Outside() {}

  /** What passes both; the daemon's view decides where it lets nobody in. */
  static Exposure join(Exposure bound, Exposure filtered) {
    Fact<Reach> v4 = narrower(bound.v4(), filtered.v4());
    Fact<Reach> v6 = narrower(bound.v6(), filtered.v6());
    Fact<Reach> verdict = Exposure.wider(v4, v6);
    boolean nobody = verdict.is(Reach.NONE);
    return new Exposure(
        verdict,
        v4,
        v6,
        nobody ? Fact.known(Networks.NONE, verdict.origins()) : filtered.sources(),
        filtered.via(),
        nobody ? Optional.empty() : filtered.witness());
  }

  /** The same exposure with its verdicts unknown where they are not known to be nobody. */
  static Exposure unknown(Exposure exposure, String reason, List<Origin> origins) {
    return new Exposure(
        unlessNobody(exposure.verdict(), reason, origins),
        unlessNobody(exposure.v4(), reason, origins),
        unlessNobody(exposure.v6(), reason, origins),
        exposure.verdict().is(Reach.NONE)
            ? exposure.sources()
            : Fact.unknown(reason, exposure.sources().origins()),
        exposure.via(),
        Optional.empty());
  }

  /**
   * What reaches a port on which no packet filter was found: everybody.
   *
   * @param noneFound what is assumed there
   */
  static Exposure unfiltered(List<Integer> families, Networks from, Origin noneFound) {
    Fact<Reach> v4 = open(families.contains(4), noneFound);
    Fact<Reach> v6 = open(families.contains(6), noneFound);
    boolean hasV4 = v4.is(Reach.ANY);
    return new Exposure(
        Exposure.wider(v4, v6),
        v4,
        v6,
        Fact.known(from, noneFound),
        Fact.known(Via.DIRECT),
        Optional.of(new Exposure.WitnessPacket(hasV4 ? "203.0.113.7" : "2001:db8::7", "eth0")));
  }

  private static Fact<Reach> open(boolean bound, Origin noneFound) {
    return bound ? Fact.known(Reach.ANY, noneFound) : Fact.known(Reach.NONE);
  }

  /** Nobody gets there. */
  static Exposure nobody(List<Origin> origins) {
    Fact<Reach> none = Fact.known(Reach.NONE, origins);
    return new Exposure(
        none,
        none,
        none,
        Fact.known(Networks.NONE, origins),
        Fact.known(Via.DIRECT),
        Optional.empty());
  }

  private static Fact<Reach> unlessNobody(Fact<Reach> fact, String reason, List<Origin> origins) {
    if (fact.is(Reach.NONE)) {
      return fact;
    }
    List<Origin> all = new ArrayList<>(fact.origins());
    all.addAll(origins);
    return Fact.unknown(reason, all);
  }

  private static Fact<Reach> narrower(Fact<Reach> one, Fact<Reach> other) {
    if (one.is(Reach.NONE)) {
      return one;
    }
    if (other.is(Reach.NONE)) {
      return other;
    }
    return one.with(other, (left, right) -> left.compareTo(right) <= 0 ? left : right);
  }
}
