package dev.postern.firewall.nftables.syntax;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers and times as nft writes them: decimal, or hexadecimal behind 0x. */
public final class Numerals {
  private static final Pattern TIME = Pattern.compile("([0-9]+)(ms|[dhms])");

  private Numerals() {}

  /** The number; empty when the text is none or it does not fit into 63 bits. */
  public static Optional<Long> parse(String text) {
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

  /** A time such as {@code 1d12h}; empty when it does not fit into 63 bits. */
  static Optional<Long> milliseconds(String text) {
    Matcher parts = TIME.matcher(text);
    long all = 0;
    try {
      while (parts.find()) {
        long unit =
            switch (parts.group(2)) {
              case "d" -> Duration.ofDays(1).toMillis();
              case "h" -> Duration.ofHours(1).toMillis();
              case "m" -> Duration.ofMinutes(1).toMillis();
              case "s" -> Duration.ofSeconds(1).toMillis();
              default -> 1;
            };
        long part = Math.multiplyExact(Long.parseLong(parts.group(1)), unit);
        all = Math.addExact(all, part);
      }
    } catch (ArithmeticException | NumberFormatException e) {
      return Optional.empty();
    }
    return Optional.of(all);
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
