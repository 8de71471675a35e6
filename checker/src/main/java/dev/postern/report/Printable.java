package dev.postern.report;

/** Text of a file made fit for a terminal. */
final class Printable {
  /** Longer statements are cut in reports for people; whole ones stand in the JSON report. */
  private static final int LONGEST = 160;

  private Printable() {}

  /**
   * The text on one line, without characters that would drive a terminal, and not longer than a
   * reader can use.
   */
  static String line(String text) {
    int end = Math.min(text.length(), LONGEST);
    StringBuilder line = new StringBuilder(end + 1);
    boolean blank = false;
    for (int i = 0; i < end; i++) {
      char c = text.charAt(i);
      boolean space = c == ' ' || c == '\t' || c == '\n' || c == '\r';
      if (space) {
        if (!blank) {
          line.append(' ');
        }
      } else {
        line.append(drivesTerminal(c) ? '\ufffd' : c);
      }
      blank = space;
    }
    return end < text.length() ? line.append('…').toString() : line.toString();
  }

  /** The text at full length, without characters that would drive a terminal. */
  static String whole(String text) {
    StringBuilder line = null;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (drivesTerminal(c)) {
        if (line == null) {
          line = new StringBuilder(text);
        }
        line.setCharAt(i, c == '\n' || c == '\t' || c == '\r' ? ' ' : '\ufffd');
      }
    }
    return line == null ? text : line.toString();
  }

  /** Control characters, those that turn the direction of writing, and the byte order mark. */
  private static boolean drivesTerminal(char c) {
    return c < ' '
        || (c >= '\u007f' && c <= '\u009f')
        || (c >= '\u202a' && c <= '\u202e')
        || (c >= '\u2066' && c <= '\u2069')
        || c == '\ufeff';
  }
}
