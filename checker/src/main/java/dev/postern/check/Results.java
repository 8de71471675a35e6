package dev.postern.check;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.Queue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What workers made, in the order of what they were given. What a worker throws is thrown here,
 * where its result would be. To be closed, which stops the work.
 *
 * @param <R> a result
 */
public final class Results<R> implements Iterator<R>, AutoCloseable {
  private final @Nullable ExecutorService pool;
  private final Iterator<R> results;

  /**
   * Work that begins when the first result is asked for.
   *
   * @param pool who works; null for the thread that asks, when it asks
   * @param ahead how many are worked on before they are asked for
   */
  <I> Results(@Nullable ExecutorService pool, int ahead, Iterator<I> inputs, Function<I, R> work) {
    this.pool = pool;
    this.results = pool == null ? now(inputs, work) : ahead(pool, ahead, inputs, work);
  }

  private static <I, R> Iterator<R> now(Iterator<I> inputs, Function<I, R> work) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return inputs.hasNext();
      }

      @Override
      public R next() {
        return work.apply(inputs.next());
      }
    };
  }

  private static <I, R> Iterator<R> ahead(
      ExecutorService pool, int ahead, Iterator<I> inputs, Function<I, R> work) {
    Queue<Future<R>> begun = new ArrayDeque<>();
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return !begun.isEmpty() || inputs.hasNext();
      }

      @Override
      public R next() {
        while (begun.size() < ahead && inputs.hasNext()) {
          I input = inputs.next();
          begun.add(pool.submit(() -> work.apply(input)));
        }
        return get(begun.remove());
      }
    };
  }

  private static <R> R get(Future<R> future) {
    try {
      return future.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw e.getCause() instanceof RuntimeException exception
          ? exception
          : new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  @Override
  public boolean hasNext() {
    return results.hasNext();
  }

  @Override
  public R next() {
    return results.next();
  }

  @Override
  public void close() {
    if (pool != null) {
      pool.shutdownNow();
    }
  }
}
