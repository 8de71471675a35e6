package dev.postern.firewall.iptables.syntax;

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
}
