package dev.postern.dovecot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.testing.Oracle.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** Random configurations of one language, each put to a doveconf and to Postern. */
final class RandomTrees {
  private static final int BATCH = 50;
  private static final int MOST_SHRUNK = 5;

  private final Language language;
  private final Path temp;
  private final AtomicInteger shrunk = new AtomicInteger();

  /**
   * A language.
   *
   * @param generator makes a configuration: lines by file
   */
  record Language(
      Doveconf.Build build, Function<Random, Map<String, List<String>>> generator, Trials trials) {}

  /** Makes a trial of a configuration, and asks its questions. */
  interface Trials {
    Trial of(Doveconf doveconf, String name, Map<String, List<String>> files, Random random)
        throws IOException;
  }

  /** One tree and the questions about it. */
  interface Trial {
    boolean accepted(List<Answer> answers);

    /** Empty when both agree. */
    String difference(List<Answer> answers);
  }

  RandomTrees(Language language, Path temp) {
    this.language = language;
    this.temp = temp;
  }

  /** As many as the properties say, in two threads. */
  void agree() throws Exception {
    int count = Integer.getInteger("postern.random-trees", 1000);
    int seed = Integer.getInteger("postern.random-seed", 1);
    ExecutorService workers = Executors.newFixedThreadPool(2);
    int taken = 0;
    List<String> differences = new ArrayList<>();
    try {
      List<Callable<Result>> batches = new ArrayList<>();
      for (int from = seed; from < seed + count; from += BATCH) {
        int first = from;
        int last = Math.min(from + BATCH, seed + count);
        batches.add(() -> batch(first, last));
      }
      for (Future<Result> result : workers.invokeAll(batches)) {
        taken += result.get().taken();
        differences.addAll(result.get().differences());
      }
    } finally {
      workers.shutdownNow();
    }
    assertThat(differences).as("of %d trees, %d of them accepted", count, taken).isEmpty();
    assertThat(taken).as("trees that doveconf accepts").isGreaterThan(count / 3);
  }

  /** What came of some trees. */
  private record Result(int taken, List<String> differences) {}

  private Result batch(int from, int to) throws IOException {
    Path folder = Files.createTempDirectory(temp, "batch");
    Doveconf doveconf = new Doveconf(language.build(), folder);
    List<Trial> trials = new ArrayList<>();
    for (int seed = from; seed < to; seed++) {
      Map<String, List<String>> files = language.generator().apply(new Random(seed));
      trials.add(language.trials().of(doveconf, String.valueOf(seed), files, new Random(seed)));
    }
    List<Answer> answers = doveconf.answers();
    int taken = 0;
    List<String> differences = new ArrayList<>();
    for (int i = 0; i < trials.size(); i++) {
      Trial trial = trials.get(i);
      String difference = trial.difference(answers);
      taken += trial.accepted(answers) ? 1 : 0;
      if (!difference.isEmpty()) {
        boolean shrink = shrunk.getAndIncrement() < MOST_SHRUNK;
        differences.add(
            shrink ? report(from + i, difference) : "seed %d: %s".formatted(from + i, difference));
      }
    }
    return new Result(taken, differences);
  }

  /** The smallest tree that still shows a difference. */
  private String report(int seed, String difference) throws IOException {
    Map<String, List<String>> smallest = language.generator().apply(new Random(seed));
    String shown = difference;
    int length = 16;
    while (length > 0) {
      boolean smaller = false;
      List<Map<String, List<String>>> tries = parts(smallest, length);
      Doveconf doveconf = new Doveconf(language.build(), Files.createTempDirectory(temp, "shrink"));
      List<Trial> trials = new ArrayList<>();
      for (int i = 0; i < tries.size(); i++) {
        trials.add(
            language.trials().of(doveconf, String.valueOf(i), tries.get(i), new Random(seed)));
      }
      List<Answer> answers = doveconf.answers();
      for (int i = 0; i < trials.size() && !smaller; i++) {
        String still = trials.get(i).difference(answers);
        if (!still.isEmpty()) {
          smallest = tries.get(i);
          shown = still;
          smaller = true;
        }
      }
      length = smaller ? length : length / 2;
    }
    return "seed %d: %s%n%s".formatted(seed, shown, text(smallest));
  }

  /** The same tree without some lines in a row, wherever they begin. */
  private static List<Map<String, List<String>>> parts(
      Map<String, List<String>> files, int length) {
    List<Map<String, List<String>>> parts = new ArrayList<>();
    for (Map.Entry<String, List<String>> file : files.entrySet()) {
      for (int at = 0; at + length <= file.getValue().size(); at += (length + 1) / 2) {
        List<String> fewer = new ArrayList<>(file.getValue());
        fewer.subList(at, at + length).clear();
        Map<String, List<String>> part = new LinkedHashMap<>(files);
        part.put(file.getKey(), fewer);
        parts.add(part);
      }
    }
    return parts;
  }

  private static String text(Map<String, List<String>> files) {
    StringBuilder text = new StringBuilder();
    files.forEach(
        (name, lines) ->
            text.append("--- ")
                .append(name)
                .append('\n')
                .append(String.join("\n", lines))
                .append('\n'));
    return text.toString();
  }
}
