package dev.postern.postfix.settings;

import dev.postern.postfix.syntax.Text;
import java.util.Optional;

/** A place in an expression: the text between the braces that follow a dollar sign. */
final class ExpressionCursor {
  private final String text;
  private int at;

  ExpressionCursor(String text) {
    this.text = text;
  }

  int at() {
    return at;
  }

  boolean atEnd() {
    return at == text.length();
  }

  /** The next character; 0 at the end. */
  char peek() {
    return atEnd() ? 0 : text.charAt(at);
  }

  char next() {
    return text.charAt(at++);
  }

  String rest() {
    return text.substring(at);
  }

  String before(int end) {
    return text.substring(0, end);
  }

  String after(int start) {
    return text.substring(start);
  }

  String takeRest() {
    String rest = rest();
    at = text.length();
    return rest;
  }

  void skipBlanks() {
    while (!atEnd() && Text.isSpace(text.charAt(at))) {
      at++;
    }
  }

  /** Whether an opening brace comes next, after blanks. */
  boolean peekBrace() {
    int look = at;
    while (look < text.length() && Text.isSpace(text.charAt(look))) {
      look++;
    }
    return look < text.length() && text.charAt(look) == '{';
  }

  /**
   * The text in the braces that come next; blanks around them are skipped.
   *
   * @return empty when they do not close; then the opening brace is next
   */
  Optional<String> braced() {
    skipBlanks();
    int start = at + 1;
    int end = closing(text, start, '{', '}');
    if (end < 0) {
      return Optional.empty();
    }
    at = end;
    skipBlanks();
    return Optional.of(text.substring(start, end - 1));
  }

  String takeName() {
    int start = at;
    at = endOfName(text, start);
    return text.substring(start, at);
  }

  String takeAny(String characters) {
    int start = at;
    while (!atEnd() && characters.indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    return text.substring(start, at);
  }

  /** One past the sign that closes what opened before {@code start}; -1 when nothing does. */
  static int closing(String text, int start, char open, char close) {
    int level = 1;
    for (int at = start; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c == open) {
        level++;
      } else if (c == close && --level == 0) {
        return at + 1;
      }
    }
    return -1;
  }

  /** One past the letters, digits and underscores from {@code start} on. */
  static int endOfName(String text, int start) {
    int at = start;
    while (at < text.length() && (Text.isAlphanumeric(text.charAt(at)) || text.charAt(at) == '_')) {
      at++;
    }
    return at;
  }
}
