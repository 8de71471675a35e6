package dev.postern.source;

import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * A place in a file. Lines and columns count from 1, columns in characters; {@code endColumn} is
 * one past the last character.
 *
 * @param file path relative to the host's root, with {@code /}
 */
public record Span(String file, int line, int column, int endLine, int endColumn)
    implements Comparable<Span> {

  private static final Comparator<Span> ORDER =
      Order.by(Span::file)
          .then(Span::line)
          .then(Span::column)
          .then(Span::endLine)
          .then(Span::endColumn);

  /** The smallest span that holds this one and {@code other}, which must be of the same file. */
  public Span to(Span other) {
    Span first = ORDER.compare(this, other) <= 0 ? this : other;
    boolean thisEndsLast =
        endLine > other.endLine || (endLine == other.endLine && endColumn >= other.endColumn);
    Span last = thisEndsLast ? this : other;
    return new Span(file, first.line, first.column, last.endLine, last.endColumn);
  }

  /** Compares places that may be missing; what has none comes first. */
  public static int compare(@Nullable Span one, @Nullable Span other) {
    return one == null || other == null
        ? Boolean.compare(one != null, other != null)
        : one.compareTo(other);
  }

  @Override
  public int compareTo(Span other) {
    return ORDER.compare(this, other);
  }

  /** {@code file:line:column}, as compilers write it. */
  @Override
  public String toString() {
    return file + ":" + line + ":" + column;
  }
}
