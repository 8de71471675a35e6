package dev.postern.firewall.iptables.rule;

import dev.postern.firewall.iptables.syntax.Option;
import dev.postern.firewall.iptables.syntax.RuleText.Use;
import dev.postern.firewall.model.Header;
import dev.postern.firewall.model.Match;
import dev.postern.firewall.model.NumberSet;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.ToIntFunction;

/**
 * {@code -m time}: xt_time.c of Linux. A client chooses when it dials; which date it is no file
 * tells.
 */
final class TimeReader {
  /** What iptables-save writes where a rule names no last date. */
  private static final String NO_STOP = "2038-01-19T03:14:07";

  private static final int MINUTE = 60;
  private static final int LAST_SECOND = (int) Header.SECOND_OF_DAY.last();

  /** By the two letters that stand for them: libxt_time.c. */
  private static final List<String> WEEK = List.of("su", "mo", "tu", "we", "th", "fr", "sa");

  private final Use use;

  private TimeReader(Use use) {
    this.use = use;
  }

  /** What all its options say together. */
  static List<Match> read(Use use) {
    return new TimeReader(use).matches();
  }

  private List<Match> matches() {
    // Of another clock, or counted to the day before, times stand in no relation to others.
    if (use.option("--kerneltz").isPresent() || use.option("--contiguous").isPresent()) {
      return List.of(new Match.Undecidable(use.text()));
    }
    List<Match> all = new ArrayList<>();
    if (use.option("--timestart").isPresent() || use.option("--timestop").isPresent()) {
      all.add(timeOfDay());
    }
    for (Option option : use.options()) {
      switch (option.name()) {
        case "--weekdays" -> all.add(weekdays(option));
        case "--monthdays" -> all.add(days(option, Header.DAY_OF_MONTH, TimeReader::number));
        case "--datestart", "--datestop" -> {
          if (!option.value().equals(NO_STOP)) {
            all.add(new Match.Undecidable("-m time " + option.text()));
          }
        }
        default -> {
          // The clock is that of the kernel, UTC, unless another is asked for.
        }
      }
    }
    return all;
  }

  /** From a start to a stop, over midnight where the stop is no later. */
  private Match timeOfDay() {
    int start = use.option("--timestart").map(TimeReader::second).orElse(0);
    int stop = use.option("--timestop").map(TimeReader::second).orElse(LAST_SECOND);
    NumberSet seconds =
        start < stop
            ? NumberSet.between(start, stop)
            : NumberSet.where(0, LAST_SECOND, second -> second >= start || second <= stop);
    return Match.Chosen.of(Header.SECOND_OF_DAY, seconds, use.text());
  }

  /** Of {@code HOUR:MINUTE:SECOND}, in which parts may be empty or left out. */
  private static int second(Option option) {
    int second = 0;
    String[] parts = option.value().split(":", -1);
    for (int i = 0; i < 3; i++) {
      second = second * MINUTE + (i < parts.length && !parts[i].isEmpty() ? number(parts[i]) : 0);
    }
    return second;
  }

  private static int number(String text) {
    String digits = text.replaceFirst("[^0-9].*+", "");
    return digits.isEmpty() || digits.length() > 9 ? 0 : Integer.parseInt(digits);
  }

  private static Match weekdays(Option option) {
    return days(
        option,
        Header.DAY_OF_WEEK,
        day -> day.matches("[1-7]") ? number(day) % WEEK.size() : weekday(day));
  }

  private static int weekday(String day) {
    return WEEK.indexOf(day.substring(0, Math.min(2, day.length())).toLowerCase(Locale.ROOT));
  }

  private static Match days(Option option, Header header, ToIntFunction<String> number) {
    Set<Integer> days = new HashSet<>();
    for (String day : option.value().split(",", -1)) {
      days.add(number.applyAsInt(day));
    }
    NumberSet set = NumberSet.where(header.first(), header.last(), day -> days.contains((int) day));
    String text = "-m time " + option.text().replace("! ", "");
    return MatchReader.signed(option, Match.Chosen.of(header, set, text));
  }
}
