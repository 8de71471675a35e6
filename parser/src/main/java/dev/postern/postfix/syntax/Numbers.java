package dev.postern.postfix.syntax;

import java.util.Optional;

/** Numbers and times in values (global/mail_conf_int.c, global/conv_time.c). */
public final class Numbers {
  private static final int DIGITS = 10;

  private Numbers() {}

  /** A decimal number that fits into 32 bits. */
  public static Optional<Long> integer(String text) {
    String digits = text.startsWith("-") || text.startsWith("+") ? text.substring(1) : text;
    if (digits.isEmpty()
        || digits.length() > DIGITS
        || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return Optional.empty();
    }
    long number = Long.parseLong(digits);
    return number > Integer.MAX_VALUE
        ? Optional.empty()
        : Optional.of(text.startsWith("-") ? -number : number);
  }

  /**
   * A number with a unit: s, m, h, d or w.
   *
   * @param unit the one that holds when none is written
   */
  public static Optional<Long> seconds(String text, char unit) {
    if (text.isEmpty()) {
      return Optional.empty();
    }
    char last = Character.toLowerCase(text.charAt(text.length() - 1));
    boolean written = "smhdw".indexOf(last) >= 0;
    String digits = written ? text.substring(0, text.length() - 1) : text;
    return integer(digits)
        .filter(number -> number >= 0)
        .map(number -> number * length(written ? last : unit))
        .filter(number -> number <= Integer.MAX_VALUE);
  }

  private static long length(char unit) {
    return switch (unit) {
      case 'm' -> 60;
      case 'h' -> 3600;
      case 'd' -> 86_400;
      case 'w' -> 604_800;
      default -> 1;
    };
  }
}
