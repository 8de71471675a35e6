package dev.postern.postfix.syntax;

import dev.postern.source.Problem;
import dev.postern.source.SourceFile;
import dev.postern.source.Span;
import java.util.List;

/**
 * main.cf as written, in order.
 *
 * @param problems lines that are not of the language
 */
public record MainCf(SourceFile file, List<Assignment> assignments, List<Problem> problems) {

  /**
   * One assignment.
   *
   * @param span all of it
   * @param lines how many physical lines it has
   * @param conditional whether a template decides if it is there
   */
  public record Assignment(String name, String value, Span span, int lines, boolean conditional) {}

  public MainCf {
    assignments = List.copyOf(assignments);
    problems = List.copyOf(problems);
  }
}
