package dev.postern.firewall.iptables.syntax;

import java.util.List;
import java.util.Optional;

/** Numbers as iptables writes them. */
public final class Values {
  private static final int MOST_DIGITS = 11;

  private Values() {}

  /**
   * Decimal, {@code 0x} hexadecimal or {@code 0} octal, as strtoul(3) reads them, up to 32 bits.
   */
  public static Optional<Long> number(String text) {
    boolean hexadecimal = text.startsWith("0x") || text.startsWith("0X");
    boolean octal = !hexadecimal && text.length() > 1 && text.charAt(0) == '0';
    int radix = hexadecimal ? 16 : octal ? 8 : 10;
    int start = hexadecimal ? 2 : 0;
    if (text.length() == start || text.length() - start > MOST_DIGITS) {
      return Optional.empty();
    }
    long number = 0;
    for (int i = start; i < text.length(); i++) {
      char c = text.charAt(i);
      int digit = c < 128 ? Character.digit(c, radix) : -1;
      if (digit < 0) {
        return Optional.empty();
      }
      number = number * radix + digit;
    }
    return number <= 0xFFFF_FFFFL ? Optional.of(number) : Optional.empty();
  }

  /**
   * As strtoumax(3) reads it, up to 64 bits, unsigned: blanks and a plus may stand before the
   * number.
   */
  public static Optional<Long> unsigned(String text) {
    String bare = text.stripLeading();
    String digits = bare.startsWith("+") ? bare.substring(1) : bare;
    int radix = 10;
    if (digits.startsWith("0x") || digits.startsWith("0X")) {
      radix = 16;
      digits = digits.substring(2);
    } else if (digits.length() > 1 && digits.charAt(0) == '0') {
      radix = 8;
    }
    boolean hasSign = digits.startsWith("+") || digits.startsWith("-");
    try {
      return hasSign ? Optional.empty() : Optional.of(Long.parseUnsignedLong(digits, radix));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** The first of some names that a text is, or begins, in letters of either kind. */
  public static Optional<String> abbreviated(List<String> names, String text) {
    return text.isEmpty()
        ? Optional.empty()
        : names.stream()
            .filter(name -> name.regionMatches(true, 0, text, 0, text.length()))
            .findFirst();
  }
}
