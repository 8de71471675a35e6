package dev.postern.firewall.iptables.rule;

import dev.postern.firewall.iptables.syntax.Option;
import dev.postern.firewall.iptables.syntax.Refusal;
import dev.postern.firewall.iptables.syntax.RuleText.Use;
import dev.postern.firewall.iptables.syntax.Values;
import dev.postern.firewall.model.Limit;
import dev.postern.firewall.model.Match;
import dev.postern.net.Address;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads {@code -m limit}, {@code hashlimit}, {@code connlimit} and {@code recent}. */
final class LimitReader {

  /** XT_LIMIT_SCALE and XT_HASHLIMIT_SCALE_v2: what is faster within a second is refused. */
  private static final int FASTEST = 10_000;

  private static final int FASTEST_HASHED = 1_000_000;

  /** parse_bytes() of libxt_hashlimit.c. */
  private static final Pattern BYTES = Pattern.compile("\\s*0*[1-9].*b/s.*");

  private static final Pattern NUMBER =
      Pattern.compile("\\s*([+]?0[xX][0-9a-fA-F]+|[+]?[0-9]+).*", Pattern.DOTALL);

  private static final Pattern DECIMAL = Pattern.compile("\\s*[+]?([0-9]{1,18}).*", Pattern.DOTALL);

  private LimitReader() {}

  /** libxt_limit.c: 3/hour with a burst of 5 when nothing is written. */
  static Match limit(Use use) throws Refusal {
    Optional<Option> written = use.option("--limit");
    Rate rate = written.isPresent() ? Rate.of(written.get(), FASTEST) : new Rate(3, 3600);
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
    if (BYTES.matcher(written.get().value()).matches()) {
      return new Match.Always(!beyond);
    }
    Rate rate = Rate.of(written.get(), FASTEST_HASHED);
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
    if (!java.util.List.of(mode.split("[,|]", -1)).contains("srcip")) {
      return Limit.Key.GLOBAL;
    }
    int mask = mask(use, "--hashlimit-srcmask", familyBits);
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
    int mask = mask(use, "--connlimit-mask", familyBits);
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

  /** A length, or the mask itself. */
  private static int mask(Use use, String name, int familyBits) throws Refusal {
    Optional<Address> bits = use.option(name).flatMap(option -> Address.parse(option.value()));
    return bits.isPresent()
        ? Long.bitCount(bits.get().high()) + Long.bitCount(bits.get().low())
        : count(use, name, familyBits);
  }

  /** What a number begins with, up to the most that is counted to here. */
  private static int number(Option option) throws Refusal {
    Matcher digits = NUMBER.matcher(option.value());
    return Values.unsigned(digits.matches() ? digits.group(1) : "")
        .map(number -> number < 0 ? Integer.MAX_VALUE : (int) Math.min(number, Integer.MAX_VALUE))
        .orElseThrow(
            () ->
                new Refusal(
                    option.argument(),
                    "'%s' is no number for %s".formatted(option.value(), option.name())));
  }

  /** {@code 10/minute}: how many in how many seconds. */
  private record Rate(int count, int seconds) {
    /**
     * As parse_rate() of libxt_limit.c: what stands between the digits and the slash counts
     * nothing.
     */
    static Rate of(Option option, int fastest) throws Refusal {
      String text = option.value();
      int slash = text.indexOf('/');
      Matcher digits = DECIMAL.matcher(text);
      long count = digits.matches() ? Long.parseLong(digits.group(1)) : 0;
      int seconds =
          seconds(slash < 0 ? "second" : text.substring(slash + 1).toLowerCase(Locale.ROOT));
      if (seconds == 0 || count == 0) {
        throw new Refusal(
            option.argument(),
            "'%s' is no rate; expected a number and /second, /minute, /hour or /day"
                .formatted(text));
      }
      if (count > (long) fastest * seconds) {
        throw new Refusal(
            option.argument(),
            "'%s' is too fast for %s; expected %d/second or less"
                .formatted(text, option.name(), fastest));
      }
      return new Rate((int) Math.min(count, Integer.MAX_VALUE), seconds);
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
