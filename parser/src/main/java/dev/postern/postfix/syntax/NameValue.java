package dev.postern.postfix.syntax;

/**
 * {@code name = value}, as main.cf and {@code -o} have it (util/split_nameval.c).
 *
 * @param mistake what is wrong with it, in Postfix's words; empty when nothing is
 */
public record NameValue(String name, String value, String mistake) {

  /** Takes {@code name = value} apart: split_nameval() of Postfix. */
  public static NameValue of(String text) {
    int start = skipBlanks(text, 0);
    int end = start;
    while (end < text.length() && !Text.isSpace(text.charAt(end)) && text.charAt(end) != '=') {
      end++;
    }
    int equals = skipBlanks(text, end);
    String name = text.substring(start, end);
    if (name.isEmpty()) {
      return new NameValue("", "", "missing attribute name");
    }
    return equals == text.length() || text.charAt(equals) != '='
        ? new NameValue(name, "", "missing '=' after attribute name")
        : new NameValue(name, Text.trim(text.substring(equals + 1)), "");
  }

  public boolean isGood() {
    return mistake.isEmpty();
  }

  private static int skipBlanks(String text, int start) {
    int at = start;
    while (at < text.length() && Text.isSpace(text.charAt(at))) {
      at++;
    }
    return at;
  }
}
