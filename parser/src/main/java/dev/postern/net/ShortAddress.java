package dev.postern.net;

import java.util.Locale;
import java.util.Optional;

/** IPv4 addresses as inet_aton(3) reads them. */
public final class ShortAddress {
  private ShortAddress() {}

  /**
   * {@code 192.0.2.1}; a number that begins with 0 is octal, one with 0x hexadecimal, and the last
   * one stands for all bytes that are left: {@code 10.1} is 10.0.0.1.
   *
   * @return empty when the text is no such address
   */
  public static Optional<Address> parse(String text) {
    String[] parts = text.split("\\.", 5);
    long bits = 0;
    for (int i = 0; i < parts.length && i < 4; i++) {
      boolean last = i == parts.length - 1;
      int left = 32 - 8 * i;
      long number = number(parts[i]);
      if (number < 0 || number >= (last ? 1L << left : 256)) {
        return Optional.empty();
      }
      bits |= last ? number : number << (left - 8);
    }
    return parts.length > 4 ? Optional.empty() : Optional.of(Address.v4(bits));
  }

  /** -1 when the text is no number, or one of more digits than any that counts. */
  private static long number(String text) {
    String digits = text.toLowerCase(Locale.ROOT);
    int radix = digits.startsWith("0x") ? 16 : digits.startsWith("0") ? 8 : 10;
    int start = radix == 16 ? 2 : 0;
    if (start >= digits.length() || digits.length() > 12) {
      return -1;
    }
    long number = 0;
    for (int i = start; i < digits.length(); i++) {
      char c = digits.charAt(i);
      int digit = c < 128 ? Character.digit(c, radix) : -1;
      if (digit < 0) {
        return -1;
      }
      number = number * radix + digit;
    }
    return number;
  }
}
