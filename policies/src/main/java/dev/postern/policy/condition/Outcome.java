package dev.postern.policy.condition;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What a condition came to, and the facts that decided it: those that made it true or false, or
 * those that are unknown.
 */
public record Outcome(Truth truth, List<Decider> deciders) {
  public Outcome {
    deciders = List.copyOf(deciders);
  }

  static Outcome of(Truth truth, Decider decider) {
    return new Outcome(truth, List.of(decider));
  }

  Outcome negated() {
    return new Outcome(truth.negated(), deciders);
  }

  /** Kleene's conjunction; a false outcome decides alone. True when there are none. */
  static Outcome all(List<Outcome> outcomes) {
    Truth truth = Truth.TRUE;
    for (Outcome outcome : outcomes) {
      truth = outcome.truth.compareTo(truth) < 0 ? outcome.truth : truth;
    }
    Set<Decider> deciders = new LinkedHashSet<>();
    for (Outcome outcome : outcomes) {
      if (outcome.truth == truth) {
        deciders.addAll(outcome.deciders);
      }
    }
    return new Outcome(truth, List.copyOf(deciders));
  }

  /** Kleene's disjunction; a true outcome decides alone. False when there are none. */
  static Outcome any(List<Outcome> outcomes) {
    return all(outcomes.stream().map(Outcome::negated).toList()).negated();
  }
}
