package dev.postern.firewall.iptables.set;

import dev.postern.net.Address;
import java.util.Optional;

/** IPv4 addresses as inet_aton(3) reads them, without the hexadecimal ones that ipset refuses. */
final class NumericAddress {
  private NumericAddress() {}

  /**
   * {@code 192.0.2.1}; a number that begins with 0 is octal, and the last one stands for all bytes
   * that are left: {@code 10.1} is 10.0.0.1. Brackets around it are taken.
   */
  static Optional<Address> v4(String text) {
    boolean isBracketed = text.length() > 1 && text.startsWith("[") && text.endsWith("]");
    int at = isBracketed ? 1 : 0;
    int end = text.length() - at;
    long bits = 0;
    for (int part = 1; part <= 4; part++) {
      int dot = text.indexOf('.', at);
      boolean isLast = dot < 0 || dot >= end;
      long number = number(text, at, isLast ? end : dot);
      int left = 32 - 8 * (part - 1);
      if (number < 0 || number >= (isLast ? 1L << left : 256)) {
        return Optional.empty();
      }
      if (isLast) {
        return Optional.of(Address.v4(bits | number));
      }
      bits |= number << (left - 8);
      at = dot + 1;
    }
    return Optional.empty();
  }

  private static long number(String text, int start, int end) {
    if (start >= end || end - start > 12) {
      return -1;
    }
    int radix = text.charAt(start) == '0' && end - start > 1 ? 8 : 10;
    long number = 0;
    for (int i = start; i < end; i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit >= radix) {
        return -1;
      }
      number = number * radix + digit;
    }
    return number;
  }

  /** Whether a text could be a host's name, which a resolver would be asked for. */
  static boolean mayBeName(String text) {
    boolean hasLetter = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean isLetter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      if (!isLetter && (c < '0' || c > '9') && c != '.' && c != '-' && c != '_') {
        return false;
      }
      // A top level domain has a letter.
      hasLetter = c != '.' && (hasLetter || isLetter);
    }
    return hasLetter;
  }
}
