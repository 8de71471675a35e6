package dev.postern.firewall.nftables;

import java.util.Optional;

/** Numbers as nft writes them: decimal, or hexadecimal behind 0x. */
final class Numerals {
  private Numerals() {}

  /** The number; empty when the text is none or it does not fit into 63 bits. */
  static Optional<Long> parse(String text) {
    try {
      boolean hex = text.startsWith("0x");
      if (text.isEmpty() || !isDigit(text.charAt(0))) {
        return Optional.empty();
      }
      return Optional.of(hex ? Long.parseLong(text.substring(2), 16) : Long.parseLong(text));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
