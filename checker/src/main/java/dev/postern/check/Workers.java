package dev.postern.check;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Does the same to many things at once and keeps their order. */
public final class Workers {
  private final int jobs;

  /**
   * Some workers.
   *
   * @param jobs how many at most work at the same time, at least 1
   */
  public Workers(int jobs) {
    if (jobs < 1) {
      throw new IllegalArgumentException("jobs: " + jobs);
    }
    this.jobs = jobs;
  }

  /**
   * The results in the order of the inputs. What a worker throws is thrown here, for the first
   * input that has it.
   */
  public <I, R> List<R> map(List<I> inputs, Function<I, R> work) {
    List<R> results = new ArrayList<>(inputs.size());
    if (jobs == 1 || inputs.size() < 2) {
      for (I input : inputs) {
        results.add(work.apply(input));
      }
      return results;
    }
    ExecutorService pool = Executors.newFixedThreadPool(Math.min(jobs, inputs.size()));
    try {
      List<Future<R>> futures = new ArrayList<>(inputs.size());
      for (I input : inputs) {
        futures.add(pool.submit(() -> work.apply(input)));
      }
      for (Future<R> future : futures) {
        results.add(future.get());
      }
      return results;
    } catch (ExecutionException e) {
      throw rethrown(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } finally {
      pool.shutdownNow();
    }
  }

  /**
   * What does the parts of the work on one of {@code inputs} things: threads of their own when
   * there is only one, so that it is done sooner; else the thread that has it, since all are busy.
   */
  public Executor ofParts(int inputs) {
    return jobs > 1 && inputs == 1 ? part -> new Thread(part).start() : Runnable::run;
  }

  private static RuntimeException rethrown(@Nullable Throwable cause) {
    if (cause instanceof Error error) {
      throw error;
    }
    return cause instanceof RuntimeException exception
        ? exception
        : new IllegalStateException(cause);
  }
}
