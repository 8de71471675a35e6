package dev.postern.source;

import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * An order by one key after another, as {@link Comparator#comparing} gives it. The comparators of
 * the JDK are serializable, which keeps them out of class-data archives: each would be linked anew
 * at every start.
 */
public final class Order<T> implements Comparator<T> {
  private final List<Comparator<T>> steps;

  private Order(List<Comparator<T>> steps) {
    this.steps = steps;
  }

  /** By one key. */
  public static <T, K extends Comparable<? super K>> Order<T> by(Function<T, K> key) {
    return new Order<>(List.of(step(key)));
  }

  /** By some comparison. */
  public static <T> Order<T> by(Comparator<T> comparison) {
    return new Order<>(List.of(comparison));
  }

  /** By this order, and where it tells no difference by another key. */
  public <K extends Comparable<? super K>> Order<T> then(Function<T, K> key) {
    return then(step(key));
  }

  /** By this order, and where it tells no difference by another one. */
  public Order<T> then(Comparator<T> other) {
    return new Order<>(Stream.concat(steps.stream(), Stream.of(other)).toList());
  }

  private static <T, K extends Comparable<? super K>> Comparator<T> step(Function<T, K> key) {
    return (one, other) -> key.apply(one).compareTo(key.apply(other));
  }

  @Override
  public int compare(T one, T other) {
    for (Comparator<T> step : steps) {
      int difference = step.compare(one, other);
      if (difference != 0) {
        return difference;
      }
    }
    return 0;
  }
}
