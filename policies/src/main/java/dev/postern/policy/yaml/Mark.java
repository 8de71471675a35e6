package dev.postern.policy.yaml;

import dev.postern.source.SourceFile;
import org.jspecify.annotations.Nullable;

/**
 * A place in a policy's text.
 *
 * @param source the text; null for what was compiled into Postern
 * @param line from 1; 0 without a text
 * @param column from 1, in characters
 * @param endColumn one past the last character on the same line; {@code column + 1} at least
 */
public record Mark(@Nullable SourceFile source, int line, int column, int endColumn) {
  public static final Mark NOWHERE = new Mark(null, 0, 0, 0);

  /** The start of a text. */
  public static Mark of(SourceFile source) {
    return new Mark(source, 1, 1, 2);
  }
}
