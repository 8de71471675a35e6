package dev.postern.postfix.syntax;

import java.util.Optional;

/** Numbers and times in values (global/mail_conf_int.c, global/conv_time.c). */
public final class Numbers {
  private Numbers() {}

  /** A decimal number that fits into 32 bits. */
  public static Optional<Long> integer(String text) {
    return number(text).filter(number -> number == number.intValue());
  }

  /** A decimal number that fits into 64 bits. */
  public static Optional<Long> number(String text) {
    String digits = text.startsWith("-") || text.startsWith("+") ? text.substring(1) : text;
    if (digits.isEmpty() || !digits.chars().allMatch(Numbers::isDigit)) {
      return Optional.empty();
    }
    try {
      return Optional.of(Long.parseLong(text));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** A size in bytes; nought for what is none, over which a program ends anyhow. */
  public static long size(String text) {
    return number(text).orElse(0L);
  }

  /**
   * A number with a unit: s, m, h, d or w. Of what stands behind the number the first letter alone
   * counts, and no number is 0: {@code 5min} is five minutes, {@code soon} is no second.
   *
   * @param unit the one that holds when none is written
   */
  public static Optional<Long> seconds(String text, char unit) {
    if (text.isEmpty()) {
      return Optional.empty();
    }
    int sign = text.charAt(0) == '-' || text.charAt(0) == '+' ? 1 : 0;
    int end = sign;
    while (end < text.length() && isDigit(text.charAt(end))) {
      end++;
    }
    boolean written = end > sign;
    char last = end < text.length() ? text.charAt(end) : unit;
    if ((!written && sign > 0) || "smhdw".indexOf(last) < 0) {
      return Optional.empty();
    }
    long length = length(last);
    return (written ? integer(text.substring(0, end)) : Optional.of(0L))
        .filter(number -> number >= 0 && (length == 1 || number < Integer.MAX_VALUE / length))
        .map(number -> number * length);
  }

  private static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
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
