package dev.postern.firewall.iptables.rule;

import dev.postern.firewall.iptables.syntax.Option;
import dev.postern.firewall.iptables.syntax.Refusal;
import dev.postern.firewall.iptables.syntax.RuleText.Use;
import dev.postern.firewall.iptables.syntax.Values;
import dev.postern.firewall.model.Limit;
import dev.postern.firewall.model.Match;
import java.util.Locale;
import java.util.Optional;

/** Reads {@code -m limit}, {@code hashlimit}, {@code connlimit} and {@code recent}. */
final class LimitReader {

  private LimitReader() {}

  /** libxt_limit.c: 3/hour with a burst of 5 when nothing is written. */
  static Match limit(Use use) throws Refusal {
    Optional<Option> written = use.option("--limit");
    Rate rate = written.isPresent() ? Rate.of(written.get()) : new Rate(3, 3600);
    return new Match.Limited(
        new Limit(
            Limit.Kind.RATE,
            rate.count(),
            rate.seconds(),
            count(use, "--limit-burst", 5),
            Limit.Key.GLOBAL),
        false);
  }

  static Match hashlimit(Use use, int familyBits) throws Refusal {
    Optional<Option> above = use.option("--hashlimit-above");
    Optional<Option> upTo = use.option("--hashlimit-upto").or(() -> use.option("--hashlimit"));
    Optional<Option> written = above.or(() -> upTo);
    if (written.isEmpty() || use.option("--hashlimit-name").isEmpty()) {
      throw new Refusal(
          use.word(), "hashlimit needs --hashlimit-name and --hashlimit-upto or -above");
    }
    boolean beyond = above.isPresent() != written.get().isNegated();
    if (written.get().value().toLowerCase(Locale.ROOT).matches("[0-9]+[kmg]?b/.*")) {
      return new Match.Always(!beyond);
    }
    Rate rate = Rate.of(written.get());
    return new Match.Limited(
        new Limit(
            Limit.Kind.RATE,
            rate.count(),
            rate.seconds(),
            count(use, "--hashlimit-burst", 5),
            key(use, familyBits)),
        beyond);
  }

  private static Limit.Key key(Use use, int familyBits) throws Refusal {
    String mode = use.option("--hashlimit-mode").map(Option::value).orElse("");
    if (!java.util.List.of(mode.split(",", -1)).contains("srcip")) {
      return Limit.Key.GLOBAL;
    }
    int mask = count(use, "--hashlimit-srcmask", familyBits);
    return byMask(mask, familyBits);
  }

  private static Limit.Key byMask(int mask, int familyBits) {
    if (mask >= familyBits) {
      return Limit.Key.SOURCE_ADDRESS;
    }
    return mask == 0 ? Limit.Key.GLOBAL : Limit.Key.SOURCE_NETWORK;
  }

  static Match connlimit(Use use, int familyBits) throws Refusal {
    Optional<Option> above = use.option("--connlimit-above");
    Optional<Option> written = above.or(() -> use.option("--connlimit-upto"));
    if (written.isEmpty()) {
      throw new Refusal(use.word(), "connlimit needs --connlimit-upto or --connlimit-above");
    }
    boolean byDestination = use.option("--connlimit-daddr").isPresent();
    int mask = count(use, "--connlimit-mask", familyBits);
    return new Match.Limited(
        new Limit(
            Limit.Kind.CONCURRENT,
            number(written.get()),
            0,
            0,
            byDestination ? Limit.Key.GLOBAL : byMask(mask, familyBits)),
        above.isPresent() != written.get().isNegated());
  }

  /** What {@code --rcheck} and {@code --update} look for. */
  static Limit recent(Use use) throws Refusal {
    boolean byDestination = use.option("--rdest").isPresent();
    boolean whole =
        use.option("--mask")
            .map(option -> option.value().equals("255.255.255.255") || isFullV6(option.value()))
            .orElse(true);
    return new Limit(
        Limit.Kind.RATE,
        count(use, "--hitcount", 1),
        count(use, "--seconds", 0),
        0,
        byDestination
            ? Limit.Key.GLOBAL
            : whole ? Limit.Key.SOURCE_ADDRESS : Limit.Key.SOURCE_NETWORK);
  }

  private static boolean isFullV6(String mask) {
    return mask.equals("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff");
  }

  private static int count(Use use, String name, int otherwise) throws Refusal {
    Optional<Option> option = use.option(name);
    return option.isPresent() ? number(option.get()) : otherwise;
  }

  private static int number(Option option) throws Refusal {
    return Values.number(option.value())
        .filter(number -> number <= Integer.MAX_VALUE)
        .map(Long::intValue)
        .orElseThrow(
            () ->
                new Refusal(
                    option.argument(),
                    "'%s' is no number for %s".formatted(option.value(), option.name())));
  }

  /** {@code 10/minute}: how many in how many seconds. */
  private record Rate(int count, int seconds) {
    static Rate of(Option option) throws Refusal {
      String text = option.value();
      int slash = text.indexOf('/');
      Optional<Long> count = Values.number(slash < 0 ? text : text.substring(0, slash));
      String unit = slash < 0 ? "second" : text.substring(slash + 1).toLowerCase(Locale.ROOT);
      int seconds = seconds(unit);
      if (seconds == 0 || count.filter(n -> n > 0 && n <= Integer.MAX_VALUE).isEmpty()) {
        throw new Refusal(
            option.argument(),
            "'%s' is no rate; expected a number and /second, /minute, /hour or /day"
                .formatted(text));
      }
      return new Rate(count.orElseThrow().intValue(), seconds);
    }

    private static int seconds(String unit) {
      if (unit.isEmpty()) {
        return 0;
      }
      return "second".startsWith(unit)
          ? 1
          : "minute".startsWith(unit)
              ? 60
              : "hour".startsWith(unit) ? 3600 : "day".startsWith(unit) ? 86_400 : 0;
    }
  }
}
