package dev.postern.firewall.iptables.rule;

import dev.postern.firewall.iptables.syntax.Option;
import dev.postern.firewall.model.Match;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** {@code -m time}: xt_time.c of Linux. What is so at every time is decided. */
final class TimeReader {
  private static final int LAST_DAY_OF_MONTH = 31;

  /** By the two letters and by the number that stand for them: libxt_time.c. */
  private static final List<String> WEEK = List.of("mo", "tu", "we", "th", "fr", "sa", "su");

  private TimeReader() {}

  /** The option's match without its negation; empty where it is so at some times alone. */
  static Optional<Match> match(Option option) {
    boolean always =
        switch (option.name()) {
          case "--timestart" -> option.value().matches("0?0:0?0(:0?0)?");
          case "--timestop" -> option.value().equals("23:59:59");
          case "--weekdays" -> days(option).size() == WEEK.size();
          case "--monthdays" -> new HashSet<>(words(option)).size() == LAST_DAY_OF_MONTH;
          case "--datestart", "--datestop" -> false;
          default -> true;
        };
    return always ? Optional.of(new Match.Always(true)) : Optional.empty();
  }

  private static List<String> words(Option option) {
    return Arrays.asList(option.value().split(",", -1));
  }

  private static Set<Integer> days(Option option) {
    Set<Integer> days = new HashSet<>();
    for (String word : words(option)) {
      String day = word.toLowerCase(Locale.ROOT);
      days.add(
          day.matches("[1-7]")
              ? Integer.parseInt(day) - 1
              : WEEK.indexOf(day.substring(0, Math.min(2, day.length()))));
    }
    days.remove(-1);
    return days;
  }
}
