package dev.postern.postfix.syntax;

import dev.postern.source.SourceFile;
import dev.postern.source.Span;
import java.util.List;

/**
 * A logical line: physical lines joined as Postfix joins them, each continuation with the white
 * space it starts with.
 *
 * @param text the joined text, without line ends
 * @param pieces where its parts stand, in order
 */
public record LogicalLine(SourceFile file, String text, List<Piece> pieces) {

  /**
   * A part of one physical line.
   *
   * @param start its place in the joined text
   * @param offset its place in the file
   */
  record Piece(int start, int offset, int length) {}

  public LogicalLine {
    pieces = List.copyOf(pieces);
  }

  /** The physical line it starts on, from 1. */
  int line() {
    return span().line();
  }

  /** How many physical lines it has, comments between them not counted. */
  public int lines() {
    return pieces.size();
  }

  /** All of it, white space at its ends left out. */
  public Span span() {
    return span(0, text.length());
  }

  /** The span of {@code [start, end)} of the joined text, white space at its ends left out. */
  public Span span(int start, int end) {
    int first = start;
    int last = end;
    while (first < last && Text.isSpace(text.charAt(first))) {
      first++;
    }
    while (last > first && Text.isSpace(text.charAt(last - 1))) {
      last--;
    }
    return file.span(offset(first), last > first ? offset(last - 1) + 1 : offset(first));
  }

  private int offset(int at) {
    Piece found = pieces.get(0);
    for (Piece piece : pieces) {
      if (piece.start() > at) {
        break;
      }
      found = piece;
    }
    return found.offset() + Math.min(at - found.start(), found.length());
  }
}
