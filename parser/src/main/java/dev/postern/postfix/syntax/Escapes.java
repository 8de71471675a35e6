package dev.postern.postfix.syntax;

/** Escape sequences as in C, in values that hold single characters (util/unescape.c). */
public final class Escapes {
  private static final String LETTERS = "abfnrtv";
  private static final String CONTROLS = "\u0007\b\f\n\r\t\u000b";
  private static final int OCTAL_DIGITS = 3;

  private Escapes() {}

  /** What the text stands for; a backslash before another character stands for that. */
  public static String unescaped(String text) {
    StringBuilder result = new StringBuilder();
    int at = 0;
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (c != '\\' || at == text.length()) {
        result.append(c);
        continue;
      }
      int end = at;
      while (end < text.length() && end < at + OCTAL_DIGITS && isOctal(text.charAt(end))) {
        end++;
      }
      if (end > at) {
        result.append((char) (Integer.parseInt(text.substring(at, end), 8) & 0xff));
        at = end;
      } else {
        int letter = LETTERS.indexOf(text.charAt(at));
        result.append(letter >= 0 ? CONTROLS.charAt(letter) : text.charAt(at));
        at++;
      }
    }
    return result.toString();
  }

  private static boolean isOctal(char c) {
    return c >= '0' && c <= '7';
  }
}
