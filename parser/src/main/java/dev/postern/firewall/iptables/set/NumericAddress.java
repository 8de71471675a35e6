package dev.postern.firewall.iptables.set;

import dev.postern.net.Address;
import dev.postern.net.ShortAddress;
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
    String bare = isBracketed ? text.substring(1, text.length() - 1) : text;
    return bare.indexOf('x') < 0 && bare.indexOf('X') < 0
        ? ShortAddress.parse(bare)
        : Optional.empty();
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
