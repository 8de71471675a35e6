package dev.postern.source;

import org.antlr.v4.runtime.CharStream;
import org.antlr.v4.runtime.IntStream;
import org.antlr.v4.runtime.misc.Interval;

/**
 * A text for a lexer, as it stands in memory: nothing is copied. Places are counted as Java counts
 * characters, so a character beyond the first 65,536 is two.
 */
public final class TextStream implements CharStream {
  private final String text;
  private int at;

  public TextStream(String text) {
    this.text = text;
  }

  @Override
  public void consume() {
    if (at == text.length()) {
      throw new IllegalStateException("behind the end of the text");
    }
    at++;
  }

  @Override
  public int LA(int offset) {
    int index = offset > 0 ? at + offset - 1 : at + offset;
    return offset == 0 ? 0 : index < 0 || index >= text.length() ? EOF : text.charAt(index);
  }

  @Override
  public int mark() {
    return -1;
  }

  @Override
  public void release(int marker) {
    // Nothing was kept for it.
  }

  @Override
  public int index() {
    return at;
  }

  @Override
  public void seek(int index) {
    at = Math.min(index, text.length());
  }

  @Override
  public int size() {
    return text.length();
  }

  @Override
  public String getSourceName() {
    return IntStream.UNKNOWN_SOURCE_NAME;
  }

  @Override
  public String getText(Interval interval) {
    int start = Math.min(interval.a, text.length());
    return text.substring(start, Math.max(start, Math.min(interval.b + 1, text.length())));
  }

  @Override
  public String toString() {
    return text;
  }
}
