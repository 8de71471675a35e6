package dev.postern.fact;

import dev.postern.source.Shown;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * A value with its origins, or an honest unknown. An unknown may list the values that are still
 * possible; operations are carried out on each of them, and where all give the same result that
 * result is known.
 *
 * @param <T> the value's type; its {@code equals} decides what is the same result
 */
public sealed interface Fact<T> {

  /** Statements, defaults and assumptions that decided it, in no particular order, each once. */
  List<Origin> origins();

  /** The value is known. */
  record Known<T>(T value, List<Origin> origins) implements Fact<T> {
    public Known {
      origins = List.copyOf(origins);
    }
  }

  /**
   * The value cannot be known.
   *
   * @param reason why, as a clause that reads after "unknown: "; cut where it is too long to read
   * @param candidates the values still possible; empty when anything is
   */
  record Unknown<T>(String reason, List<Origin> origins, Set<T> candidates) implements Fact<T> {
    public Unknown {
      reason = Shown.cut(reason);
      origins = List.copyOf(origins);
      candidates = Collections.unmodifiableSet(new LinkedHashSet<>(candidates));
    }
  }

  static <T> Fact<T> known(T value, Origin... origins) {
    return new Known<>(value, List.of(origins));
  }

  static <T> Fact<T> known(T value, List<Origin> origins) {
    return new Known<>(value, distinct(origins));
  }

  static <T> Fact<T> unknown(String reason, Origin... origins) {
    return new Unknown<>(reason, List.of(origins), Set.of());
  }

  static <T> Fact<T> unknown(String reason, List<Origin> origins) {
    return new Unknown<>(reason, distinct(origins), Set.of());
  }

  /** One of {@code candidates}; known when they are but one. */
  static <T> Fact<T> oneOf(Set<T> candidates, String reason, List<Origin> origins) {
    return candidates.size() == 1
        ? new Known<>(candidates.iterator().next(), distinct(origins))
        : new Unknown<>(reason, distinct(origins), candidates);
  }

  /** The value, if known. */
  default Optional<T> toOptional() {
    return this instanceof Known<T> known ? Optional.of(known.value()) : Optional.empty();
  }

  default boolean isKnown() {
    return this instanceof Known<T>;
  }

  /** Whether the value is known and equals {@code value}. */
  default boolean is(T value) {
    return this instanceof Known<T> known && known.value().equals(value);
  }

  /** Whether the value equals {@code value} or may. */
  default boolean mayBe(T value) {
    return this instanceof Unknown<T> unknown
        ? unknown.candidates().isEmpty() || unknown.candidates().contains(value)
        : is(value);
  }

  /** The values still possible: one for a known fact, empty when anything is possible. */
  default Set<T> possibilities() {
    return this instanceof Known<T> known
        ? Set.of(known.value())
        : ((Unknown<T>) this).candidates();
  }

  default <R> Fact<R> map(Function<? super T, ? extends R> function) {
    if (this instanceof Known<T> known) {
      return new Known<>(function.apply(known.value()), origins());
    }
    Unknown<T> unknown = (Unknown<T>) this;
    Set<R> results = new LinkedHashSet<>();
    for (T candidate : unknown.candidates()) {
      results.add(function.apply(candidate));
    }
    return results.isEmpty()
        ? new Unknown<>(unknown.reason(), origins(), Set.of())
        : oneOf(results, unknown.reason(), origins());
  }

  /** The function's result, with this fact's origins added to it. */
  default <R> Fact<R> flatMap(Function<? super T, Fact<R>> function) {
    if (this instanceof Known<T> known) {
      return function.apply(known.value()).because(origins());
    }
    Unknown<T> unknown = (Unknown<T>) this;
    Set<R> results = new LinkedHashSet<>();
    Set<String> reasons = new LinkedHashSet<>();
    List<Origin> all = new ArrayList<>(origins());
    boolean anything = unknown.candidates().isEmpty();
    for (T candidate : unknown.candidates()) {
      Fact<R> result = function.apply(candidate);
      all.addAll(result.origins());
      anything |= result.possibilities().isEmpty();
      results.addAll(result.possibilities());
      reasons.add(result instanceof Unknown<R> open ? open.reason() : unknown.reason());
    }
    // What every candidate leaves open for the same reason is not open for want of this one.
    String reason = reasons.size() == 1 ? reasons.iterator().next() : unknown.reason();
    return anything ? unknown(reason, all) : oneOf(results, reason, all);
  }

  /** Both facts together. */
  default <U, R> Fact<R> with(
      Fact<U> other, BiFunction<? super T, ? super U, ? extends R> function) {
    return flatMap(mine -> other.map(theirs -> function.apply(mine, theirs)));
  }

  /** The same fact with more origins. */
  default Fact<T> because(List<Origin> more) {
    List<Origin> all = new ArrayList<>(origins());
    all.addAll(more);
    return this instanceof Known<T> known
        ? new Known<>(known.value(), distinct(all))
        : new Unknown<>(
            ((Unknown<T>) this).reason(), distinct(all), ((Unknown<T>) this).candidates());
  }

  /** The same fact with other origins: those that a reader should look at. */
  default Fact<T> from(List<Origin> others) {
    return this instanceof Known<T> known
        ? new Known<>(known.value(), distinct(others))
        : new Unknown<>(
            ((Unknown<T>) this).reason(), distinct(others), ((Unknown<T>) this).candidates());
  }

  /** Kleene's conjunction; a false operand alone decides, and only its origins are kept. */
  static Fact<Boolean> and(Fact<Boolean> left, Fact<Boolean> right) {
    if (left.is(false)) {
      return left;
    }
    if (right.is(false)) {
      return right;
    }
    if (left.isKnown() && right.isKnown()) {
      return left.because(right.origins());
    }
    return left.isKnown() ? right : left;
  }

  /** Kleene's disjunction; a true operand alone decides, and only its origins are kept. */
  static Fact<Boolean> or(Fact<Boolean> left, Fact<Boolean> right) {
    return not(and(not(left), not(right)));
  }

  static Fact<Boolean> not(Fact<Boolean> fact) {
    return fact.map(value -> !value);
  }

  private static List<Origin> distinct(List<Origin> origins) {
    return List.copyOf(origins.size() < 2 ? origins : new LinkedHashSet<>(origins));
  }
}
