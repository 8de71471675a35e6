package dev.postern.firewall.firewalld;

import java.math.BigInteger;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * {@code COUNT/UNIT} of a limit: Rich_Limit of core/rich.py. Once a day is none.
 *
 * @param seconds of the unit
 */
record Rate(int count, int seconds) {
  /** What the kernel adds at the start where nothing is written: nft(8), limit statement. */
  static final int BURST = 5;

  private static final BigInteger MOST = BigInteger.valueOf(Integer.MAX_VALUE);
  private static final int DAY = 86_400;
  private static final Pattern COUNT = Pattern.compile("\\+?[0-9]+(_[0-9]+)*+");

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
          case "d", "day" -> DAY;
          default -> 0;
        };
    String count = text.substring(0, slash).strip();
    if (seconds == 0 || !COUNT.matcher(count).matches()) {
      return Optional.empty();
    }
    BigInteger number = new BigInteger(count.replaceAll("[+_]", ""));
    boolean isTooSlow = seconds == DAY && number.equals(BigInteger.ONE);
    return number.signum() == 0 || isTooSlow
        ? Optional.empty()
        : Optional.of(new Rate(number.min(MOST).intValue(), seconds));
  }
}
