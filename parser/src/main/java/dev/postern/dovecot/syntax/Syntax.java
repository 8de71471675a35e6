package dev.postern.dovecot.syntax;

/** The forms of the language that differ in how lines are split. */
public enum Syntax {
  /** Up to 2.3: a backslash in quotes escapes any character. */
  OLD(" \t\r"),
  /** The files of databases up to 2.3: lines that a backslash joins may have comments between. */
  EXTERNAL(" \t\r"),
  /** Since 2.4: keys may be quoted, a backslash escapes itself and a double quote only. */
  MODERN(" \t\r\u000B\f");

  private final String blanks;

  Syntax(String blanks) {
    this.blanks = blanks;
  }

  /** Whether a character within a line separates words. */
  boolean isBlank(char c) {
    return blanks.indexOf(c) >= 0;
  }

  String trimStart(String text) {
    int start = 0;
    while (start < text.length() && isBlank(text.charAt(start))) {
      start++;
    }
    return text.substring(start);
  }

  String trimEnd(String text) {
    int end = text.length();
    while (end > 0 && isBlank(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(0, end);
  }
}
