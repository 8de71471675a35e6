package dev.postern.policy.condition;

import dev.postern.fact.Fact;
import dev.postern.fact.Origin;
import dev.postern.posture.shape.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A condition on a subject of the posture, resolved and typed. */
public sealed interface Condition {
  /** A condition that always holds. */
  Condition ALWAYS = new All(List.of());

  /** Whether it holds, as far as the facts tell. */
  Outcome evaluate(Scope scope);

  private static List<Outcome> outcomes(List<Condition> parts, Scope scope) {
    List<Outcome> outcomes = new ArrayList<>();
    for (Condition part : parts) {
      outcomes.add(part.evaluate(scope));
    }
    return outcomes;
  }

  /** Every part holds. */
  record All(List<Condition> parts) implements Condition {
    public All {
      parts = List.copyOf(parts);
    }

    @Override
    public Outcome evaluate(Scope scope) {
      return Outcome.all(outcomes(parts, scope));
    }
  }

  /** At least one part holds. */
  record Any(List<Condition> parts) implements Condition {
    public Any {
      parts = List.copyOf(parts);
    }

    @Override
    public Outcome evaluate(Scope scope) {
      return Outcome.any(outcomes(parts, scope));
    }
  }

  /** The condition does not hold. */
  record Not(Condition condition) implements Condition {
    @Override
    public Outcome evaluate(Scope scope) {
      return condition.evaluate(scope).negated();
    }
  }

  /**
   * A test of one fact. Where the fact is unknown and its possible values are listed, it is tested
   * with each of them.
   */
  record Leaf(Path path, Test test) implements Condition {
    @Override
    public Outcome evaluate(Scope scope) {
      Fact<?> fact = path.read(scope);
      Fact<Boolean> result = fact.map(value -> test.holds(Values.comparable(value)));
      Truth truth = result.toOptional().map(Truth::of).orElse(Truth.UNKNOWN);
      return Outcome.of(truth, Decider.of(path, fact));
    }
  }

  /** Where a fact comes from. */
  enum Provenance {
    /** A statement had a part in it. */
    SET,
    /** No statement had a part in it, a built-in default had. */
    DEFAULT,
    /** It cannot be known. */
    UNKNOWN
  }

  /** Asks where a fact comes from; always known. */
  record Is(Path path, Provenance provenance) implements Condition {
    @Override
    public Outcome evaluate(Scope scope) {
      Fact<?> fact = path.read(scope);
      boolean set = fact.origins().stream().anyMatch(Origin.Setting.class::isInstance);
      boolean holds =
          switch (provenance) {
            case SET -> set;
            case DEFAULT ->
                !set && fact.origins().stream().anyMatch(Origin.Default.class::isInstance);
            case UNKNOWN -> !fact.isKnown();
          };
      return Outcome.of(Truth.of(holds), Decider.of(path, fact));
    }
  }

  /** How many elements must meet a condition. */
  enum Quantifier {
    EVERY,
    SOME,
    NONE,
    COUNT
  }

  /**
   * Some elements of a list meet a condition.
   *
   * @param count a test of how many do; null unless the quantifier is {@code COUNT}
   */
  record Quantified(Path path, Quantifier quantifier, Condition element, @Nullable Test count)
      implements Condition {
    @Override
    public Outcome evaluate(Scope scope) {
      Fact<?> list = path.read(scope);
      Decider decider = Decider.of(path, list);
      if (list instanceof Fact.Known<?> known) {
        return over((List<?>) known.value(), scope, decider);
      }
      List<Outcome> outcomes = new ArrayList<>();
      for (Object candidate : list.possibilities()) {
        outcomes.add(over((List<?>) candidate, scope, decider));
      }
      boolean agree =
          !outcomes.isEmpty()
              && outcomes.stream().allMatch(outcome -> outcome.truth() == outcomes.get(0).truth());
      return Outcome.of(agree ? outcomes.get(0).truth() : Truth.UNKNOWN, decider);
    }

    private Outcome over(List<?> elements, Scope scope, Decider list) {
      List<Outcome> outcomes = new ArrayList<>();
      for (Object each : elements) {
        Outcome outcome = element.evaluate(new Scope(each, scope.host()));
        outcomes.add(
            path.end() instanceof Shape.Leaf<Object>
                ? Outcome.of(outcome.truth(), list)
                : new Outcome(
                    outcome.truth(),
                    map(outcome.deciders(), one -> one.below(path.text(), list.fact().origins()))));
      }
      return switch (quantifier) {
        case EVERY -> decided(Outcome.all(outcomes), Truth.TRUE, list);
        case SOME -> decided(Outcome.any(outcomes), Truth.FALSE, list);
        case NONE -> decided(Outcome.any(outcomes), Truth.FALSE, list).negated();
        case COUNT -> counted(outcomes, list);
      };
    }

    /** Where the list as a whole decided, not one of its elements, it is named first. */
    private static Outcome decided(Outcome outcome, Truth byAll, Decider list) {
      if (outcome.truth() != byAll) {
        return outcome;
      }
      List<Decider> deciders = new ArrayList<>();
      deciders.add(list);
      deciders.addAll(outcome.deciders());
      return new Outcome(outcome.truth(), deciders);
    }

    private Outcome counted(List<Outcome> outcomes, Decider list) {
      int sure = 0;
      int possible = 0;
      List<Decider> unknown = new ArrayList<>();
      for (Outcome outcome : outcomes) {
        if (outcome.truth() == Truth.TRUE) {
          sure++;
        }
        if (outcome.truth() != Truth.FALSE) {
          possible++;
        }
        if (outcome.truth() == Truth.UNKNOWN) {
          unknown.addAll(outcome.deciders());
        }
      }
      Test wanted = java.util.Objects.requireNonNull(count);
      boolean first = wanted.holds(sure);
      for (int n = sure + 1; n <= possible; n++) {
        if (wanted.holds(n) != first) {
          return new Outcome(Truth.UNKNOWN, unknown);
        }
      }
      return Outcome.of(Truth.of(first), list);
    }

    private static List<Decider> map(List<Decider> deciders, Function<Decider, Decider> function) {
      return deciders.stream().map(function).toList();
    }
  }
}
