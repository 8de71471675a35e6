package dev.postern.fail2ban;

import java.util.Optional;

/**
 * A class of characters of Python's re, {@code [a-z\d]}.
 *
 * @param java the same for Java
 * @param end where the text goes on
 * @param foreign why Java's is not the same; empty when it is
 */
record RegexClass(String java, int end, Optional<String> foreign) {
  private static final String CATEGORIES = "dDsSwW";
  private static final String CONTROLS = "abfnrtv";
  private static final int[] CODES = {7, 8, 12, 10, 13, 9, 11};

  /**
   * A character, or a category of them.
   *
   * @param code of the character; -1 for a category
   */
  record Member(String java, int code, int end, Optional<String> foreign) {}

  /** The class whose bracket is at a place. */
  static RegexClass at(String source, int start) throws RegexReader.Invalid {
    int at = start + 1;
    StringBuilder java = new StringBuilder("[");
    Optional<String> foreign = Optional.empty();
    if (source.startsWith("^", at)) {
      java.append('^');
      at++;
    }
    boolean first = true;
    while (first || !source.startsWith("]", at)) {
      first = false;
      Member low = member(source, at);
      at = low.end();
      foreign = foreign.or(low::foreign);
      java.append(low.java());
      if (source.startsWith("-", at) && !source.startsWith("-]", at)) {
        Member high = member(source, at + 1);
        if (low.code() < 0 || high.code() < low.code()) {
          throw new RegexReader.Invalid(
              "bad character range " + source.substring(at - 1, high.end()));
        }
        at = high.end();
        foreign = foreign.or(high::foreign);
        java.append('-').append(high.java());
      }
    }
    return new RegexClass(java.append(']').toString(), at + 1, foreign);
  }

  private static Member member(String source, int at) throws RegexReader.Invalid {
    if (at >= source.length()) {
      throw new RegexReader.Invalid("unterminated character set");
    }
    int code = source.codePointAt(at);
    return code == '\\'
        ? escape(source, at, true)
        : new Member(literal(code), code, at + Character.charCount(code), Optional.empty());
  }

  /**
   * What a backslash makes of what follows it, positions and references left out.
   *
   * @param inClass whether it stands in a class
   */
  static Member escape(String source, int at, boolean inClass) throws RegexReader.Invalid {
    if (at + 1 >= source.length()) {
      throw new RegexReader.Invalid("bad escape (end of pattern)");
    }
    int next = source.codePointAt(at + 1);
    int end = at + 1 + Character.charCount(next);
    if (next > 'z' || !Character.isLetterOrDigit(next)) {
      return new Member(literal(next), next, end, Optional.empty());
    }
    if (CATEGORIES.indexOf(next) >= 0) {
      return new Member("\\" + (char) next, -1, end, Optional.empty());
    }
    int control = CONTROLS.indexOf(next);
    if (control >= 0 && (inClass || next != 'b')) {
      return new Member(literal(CODES[control]), CODES[control], end, Optional.empty());
    }
    int digits = next == 'x' ? 2 : next == 'u' ? 4 : next == 'U' ? 8 : 0;
    if (digits > 0) {
      return hexadecimal(source, at, digits);
    }
    if (next >= '0' && next <= '7') {
      return new Member("", 0, end, Optional.of("it names a character by an octal number"));
    }
    throw new RegexReader.Invalid("bad escape \\" + (char) next);
  }

  private static Member hexadecimal(String source, int at, int digits) throws RegexReader.Invalid {
    int end = at + 2 + digits;
    String number = source.substring(at + 2, Math.min(end, source.length()));
    if (!number.matches("[0-9a-fA-F]{" + digits + "}")
        || Long.parseLong(number, 16) > Character.MAX_CODE_POINT) {
      throw new RegexReader.Invalid("incomplete escape " + source.substring(at, at + 2));
    }
    int code = Integer.parseInt(number, 16);
    return new Member(literal(code), code, end, Optional.empty());
  }

  /** A character as Java takes it, in a class and outside. */
  static String literal(int code) {
    if (code < ' ' || code == 0x7f) {
      return "\\x{" + Integer.toHexString(code) + "}";
    }
    String text = Character.toString(code);
    return code > 'z' + 4 || Character.isLetterOrDigit(code) ? text : "\\" + text;
  }
}
