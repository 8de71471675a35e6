package dev.postern.report;

import dev.postern.report.Paint.Ink;

/** The lines under a headline, behind a gutter as wide as the line number. */
final class Margin {
  private final StringBuilder text;
  private final Paint paint;
  private final int width;

  Margin(StringBuilder text, Paint paint, int width) {
    this.text = text;
    this.paint = paint;
    this.width = width;
  }

  /** A statement with its line number, underlined, and what it decides. */
  void quote(int line, String statement, String label) {
    String number = String.valueOf(line);
    text.append(" ".repeat(width - number.length()))
        .append(paint.paint(Ink.GUTTER, number + " |"))
        .append(' ')
        .append(statement)
        .append('\n');
    gutter('|')
        .append(paint.paint(Ink.ALARM, "^".repeat(Math.max(1, statement.length())) + " " + label))
        .append('\n');
  }

  /** A remark: {@code = name: words}. */
  void note(String name, String words) {
    gutter('=').append(name).append(": ").append(words).append('\n');
  }

  /** A further line of the remark before. */
  void more(String words) {
    text.append(" ".repeat(width + 5)).append(words).append('\n');
  }

  private StringBuilder gutter(char mark) {
    return text.append(" ".repeat(width + 1))
        .append(paint.paint(Ink.GUTTER, String.valueOf(mark)))
        .append(' ');
  }
}
