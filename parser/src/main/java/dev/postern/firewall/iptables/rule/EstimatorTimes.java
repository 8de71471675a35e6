package dev.postern.firewall.iptables.rule;

import dev.postern.firewall.iptables.syntax.Refusal;
import dev.postern.firewall.iptables.syntax.RuleText.Use;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The times of {@code -j RATEEST}, which iptables takes together: libxt_RATEEST.c. */
final class EstimatorTimes {
  private static final Pattern TIME = Pattern.compile("\\s*([-+]?[0-9.]++(?:e[-+]?[0-9]++)?)(.*)");
  private static final double LONGEST_INTERVAL = 8e6;
  private static final int LAST_POWER = 30;
  private static final double BITS_32 = 1L << 32;

  private EstimatorTimes() {}

  /** Refuses a target with times that fit no estimator of the kernel's. */
  static void check(Use use) throws Refusal {
    double interval = microseconds(use, "--rateest-interval");
    double average = microseconds(use, "--rateest-ewmalog");
    if (interval > LONGEST_INTERVAL) {
      throw new Refusal(use.word(), "--rateest-interval is more than 8 seconds");
    }
    if (weighed(interval, 1) > average || weighed(interval, LAST_POWER) <= average) {
      throw new Refusal(
          use.word(), "--rateest-ewmalog needs to be 1.4427 times --rateest-interval at least");
    }
  }

  private static double weighed(double interval, int power) {
    return interval / -Math.log(1 - Math.scalb(1.0, -power));
  }

  /** Whole ones; 0 for a time that is not given. */
  private static double microseconds(Use use, String name) {
    Matcher time =
        TIME.matcher(
            use.option(name).map(option -> option.value().toLowerCase(Locale.ROOT)).orElse("0"));
    if (!time.matches()) {
      return 0;
    }
    double unit =
        switch (time.group(2)) {
          case "s", "sec", "secs" -> 1e6;
          case "ms", "msec", "msecs" -> 1e3;
          default -> 1;
        };
    double whole = Math.floor(Math.abs(Double.parseDouble(time.group(1)) * unit));
    boolean isNegative = time.group(1).startsWith("-");
    double rest = whole % BITS_32;
    return isNegative && rest > 0 ? BITS_32 - rest : rest;
  }
}
