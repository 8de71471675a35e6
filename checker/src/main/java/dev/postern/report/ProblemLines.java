package dev.postern.report;

import dev.postern.source.Problem;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Problems of the input, one line each: {@code path:line:column: error: message}. Of the errors and
 * of the warnings of one file the first few are told and the others counted: a file in the wrong
 * place has one in every line.
 */
public final class ProblemLines {
  private static final int MOST_OF_A_FILE = 10;

  private ProblemLines() {}

  /**
   * The lines, in the order of the problems.
   *
   * @param root what the paths of the problems start from, as the user wrote it
   */
  public static String of(List<Problem> problems, String root, Paint paint) {
    return of(problems, new Places(root), paint, "");
  }

  /** The lines of a report whose JSON form lists every problem. */
  static String ofReport(List<Problem> problems, Places places, Paint paint) {
    return of(problems, places, paint, "; --format json lists all");
  }

  private static String of(List<Problem> problems, Places places, Paint paint, String where) {
    StringBuilder text = new StringBuilder();
    Map<String, int[]> counts = new LinkedHashMap<>();
    for (Problem problem : problems) {
      int[] count = counts.computeIfAbsent(problem.file(), file -> new int[2]);
      if (++count[problem.isError() ? 0 : 1] <= MOST_OF_A_FILE) {
        text.append(Headline.of(problem, places, paint)).append('\n');
      }
    }
    counts.forEach(
        (file, count) -> {
          more(text, places.file(file), count[0], "error", where, paint);
          more(text, places.file(file), count[1], "warning", where, paint);
        });
    return text.toString();
  }

  private static void more(
      StringBuilder text, String file, int count, String noun, String where, Paint paint) {
    int more = count - MOST_OF_A_FILE;
    if (more > 0) {
      text.append(paint.paint(Paint.Ink.PLACE, file + ":"))
          .append(" %d more %s%s".formatted(more, noun, more == 1 ? "" : "s"))
          .append(where)
          .append('\n');
    }
  }
}
