package dev.postern.firewall.firewalld;

import java.util.Optional;

/**
 * {@code COUNT/UNIT} of a limit.
 *
 * @param seconds of the unit
 */
record Rate(int count, int seconds) {
  /** What the kernel adds at the start where nothing is written: nft(8), limit statement. */
  static final int BURST = 5;

  static Optional<Rate> parse(String text) {
    int slash = text.indexOf('/');
    if (slash <= 0) {
      return Optional.empty();
    }
    int seconds =
        switch (text.substring(slash + 1)) {
          case "s", "second" -> 1;
          case "m", "minute" -> 60;
          case "h", "hour" -> 3600;
          case "d", "day" -> 86_400;
          default -> 0;
        };
    try {
      int count = Integer.parseInt(text.substring(0, slash));
      return seconds > 0 && count > 0 ? Optional.of(new Rate(count, seconds)) : Optional.empty();
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }
}
