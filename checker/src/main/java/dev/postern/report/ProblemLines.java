package dev.postern.report;

import dev.postern.source.Problem;
import java.util.List;

/** Problems of the input, one line each: {@code path:line:column: error: message}. */
public final class ProblemLines {
  private ProblemLines() {}

  /**
   * The lines, in the order of the problems.
   *
   * @param root what the paths of the problems start from, as the user wrote it
   */
  public static String of(List<Problem> problems, String root, Paint paint) {
    StringBuilder text = new StringBuilder();
    Places places = new Places(root);
    for (Problem problem : problems) {
      text.append(Headline.of(problem, places, paint)).append('\n');
    }
    return text.toString();
  }
}
