package dev.postern.check;

import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What came of working on one of many things: a bug that one of them shows does not keep the others
 * from being worked on.
 *
 * @param <R> a result
 */
public final class Attempt<R> {
  private final String name;
  private final @Nullable R result;
  private final @Nullable Throwable bug;

  private Attempt(String name, @Nullable R result, @Nullable Throwable bug) {
    this.name = name;
    this.result = result;
    this.bug = bug;
  }

  /**
   * Tries.
   *
   * @param name of the thing that is worked on
   */
  public static <R> Attempt<R> at(String name, Supplier<R> work) {
    try {
      return new Attempt<>(name, work.get(), null);
    } catch (RuntimeException | StackOverflowError | ExceptionInInitializerError e) {
      return new Attempt<>(name, null, e);
    }
  }

  public String name() {
    return name;
  }

  /** What went wrong; empty when there is a result. */
  public Optional<Throwable> bug() {
    return Optional.ofNullable(bug);
  }

  /**
   * What came of it.
   *
   * @throws IllegalStateException when nothing did
   */
  public R result() {
    if (result == null) {
      throw new IllegalStateException(name, bug);
    }
    return result;
  }
}
