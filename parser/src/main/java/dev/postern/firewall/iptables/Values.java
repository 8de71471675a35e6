package dev.postern.firewall.iptables;

import java.util.Optional;

/** Numbers as iptables writes them. */
final class Values {
  private static final int MOST_DIGITS = 11;

  private Values() {}

  /**
   * Decimal, {@code 0x} hexadecimal or {@code 0} octal, as strtoul(3) reads them, up to 32 bits.
   */
  static Optional<Long> number(String text) {
    boolean hexadecimal = text.startsWith("0x") || text.startsWith("0X");
    boolean octal = !hexadecimal && text.length() > 1 && text.startsWith("0");
    String digits = hexadecimal ? text.substring(2) : text;
    int radix = hexadecimal ? 16 : octal ? 8 : 10;
    boolean valid =
        !digits.isEmpty()
            && digits.length() <= MOST_DIGITS
            && digits.chars().allMatch(c -> c < 128 && Character.digit(c, radix) >= 0);
    return valid
        ? Optional.of(Long.parseLong(digits, radix)).filter(number -> number <= 0xFFFF_FFFFL)
        : Optional.empty();
  }
}
