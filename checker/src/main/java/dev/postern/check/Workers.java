package dev.postern.check;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.function.Function;

/** Does the same to many things at once and keeps their order. */
public final class Workers {
  /** How many results a worker may have waiting; enough to stay busy when one host is slow. */
  private static final int AHEAD = 8;

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

  /** The results in the order of the inputs. */
  public <I, R> List<R> map(List<I> inputs, Function<I, R> work) {
    List<R> all = new ArrayList<>(inputs.size());
    try (Results<R> results = inOrder(inputs, work)) {
      while (results.hasNext()) {
        all.add(results.next());
      }
    }
    return all;
  }

  /**
   * The results in the order of the inputs, each given once. The work runs ahead of who takes them
   * by a few, so that there are never more results in memory than that.
   */
  public <I, R> Results<R> inOrder(List<I> inputs, Function<I, R> work) {
    boolean alone = jobs == 1 || inputs.size() < 2;
    return new Results<>(
        alone ? null : Executors.newFixedThreadPool(Math.min(jobs, inputs.size())),
        jobs * AHEAD,
        inputs.iterator(),
        work);
  }

  /**
   * What does the parts of the work on one of {@code inputs} things: threads of their own when
   * there is only one, so that it is done sooner; else the thread that has it, since all are busy.
   */
  public Executor ofParts(int inputs) {
    return jobs > 1 && inputs == 1 ? part -> new Thread(part).start() : Runnable::run;
  }
}
