package dev.postern.policy.yaml;

import dev.postern.source.SourceFile;

/**
 * Something wrong in a policy.
 *
 * @param message what was found, what was expected, without the place
 */
public record Mistake(Mark mark, String message) {
  /** {@code file:line:column: message}, then the source line and a caret below the place. */
  @Override
  public String toString() {
    SourceFile source = mark.source();
    if (source == null) {
      return message;
    }
    String head = source.path() + ":" + mark.line() + ":" + mark.column() + ": " + message;
    String line = source.line(mark.line());
    if (line.isBlank()) {
      return head;
    }
    String number = String.valueOf(mark.line());
    int length = Math.max(1, Math.min(mark.endColumn(), line.length() + 1) - mark.column());
    return head
        + "\n  "
        + number
        + " | "
        + line
        + "\n  "
        + " ".repeat(number.length())
        + " | "
        + indentation(line, mark.column() - 1)
        + "^".repeat(length);
  }

  /** Blanks, with the line's tabs kept, so that the caret stands below its character. */
  private static String indentation(String line, int length) {
    StringBuilder blanks = new StringBuilder();
    for (int i = 0; i < length; i++) {
      blanks.append(i < line.length() && line.charAt(i) == '\t' ? '\t' : ' ');
    }
    return blanks.toString();
  }
}
