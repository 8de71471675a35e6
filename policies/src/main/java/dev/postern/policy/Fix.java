package dev.postern.policy;

import java.util.List;

/**
 * How to make a failing rule pass.
 *
 * @param description one sentence
 * @param edits lines to change in the files; empty when the change is not one of a line that is
 *     there
 */
public record Fix(String description, List<Edit> edits) {
  public Fix {
    edits = List.copyOf(edits);
  }

  /**
   * One changed line.
   *
   * @param line from 1
   * @param before the line's statement as it is, without indentation
   */
  public record Edit(String file, int line, String before, String after) {}
}
