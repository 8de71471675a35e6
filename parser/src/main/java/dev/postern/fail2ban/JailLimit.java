package dev.postern.fail2ban;

import dev.postern.fact.Fact;
import dev.postern.fact.Origin;
import dev.postern.net.Networks;
import dev.postern.net.Prefix;
import dev.postern.posture.network.RateLimit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** After how many failures a jail bans, for how long, and whom never. */
final class JailLimit {
  private static final String VERSIONS = "0.9-1.1";

  private JailLimit() {}

  static RateLimit of(JailSettings jail) {
    List<Origin> origins = jail.option("enabled").map(Value::origins).orElse(List.of());
    return new RateLimit(
        Fact.known(RateLimit.Layer.FAIL2BAN, origins),
        Fact.known(RateLimit.Kind.AUTHENTICATION_FAILURES, origins),
        failures(jail),
        findSeconds(jail),
        Fact.known(RateLimit.Key.CLIENT_ADDRESS, origins),
        Fact.known(RateLimit.Action.BAN, origins),
        banSeconds(jail),
        Fact.known(List.of(4, 6), origins),
        exempt(jail));
  }

  /** How many failures; without an option 3, FailManager.__init__ (failmanager.py). */
  static Fact<Integer> failures(JailSettings jail) {
    return number(jail, "maxretry", 3, Python::integer);
  }

  /** In how many seconds; without an option 600, Filter.__init__ (filter.py). */
  static Fact<Integer> findSeconds(JailSettings jail) {
    return number(jail, "findtime", 600, Duration::seconds);
  }

  /** For how many seconds; without an option 600, BanManager.__init__ (banmanager.py). */
  static Fact<Integer> banSeconds(JailSettings jail) {
    return number(jail, "bantime", 600, Duration::seconds)
        .map(seconds -> seconds < 0 ? Integer.MAX_VALUE : seconds);
  }

  private static Fact<Integer> number(
      JailSettings jail, String option, int otherwise, Function<String, Optional<Integer>> read) {
    Optional<Value> value = jail.option(option);
    if (value.isEmpty()) {
      return jail.unknown().isPresent() || !jail.enabled()
          ? Fact.unknown("jail " + jail.name() + " is not read")
          : Fact.known(
              otherwise, new Origin.Default("fail2ban", VERSIONS, option + " = " + otherwise));
    }
    List<Origin> origins = value.get().origins();
    return read.apply(value.get().text())
        .map(number -> Fact.known(number, origins))
        .orElseGet(() -> Fact.unknown(option + " is no number that Postern understands", origins));
  }

  private static Fact<Networks> exempt(JailSettings jail) {
    Optional<Value> command = jail.option("ignorecommand").filter(value -> !value.text().isEmpty());
    if (command.isPresent()) {
      return Fact.unknown("ignorecommand decides who is never banned", command.get().origins());
    }
    Optional<Value> value = jail.option("ignoreip");
    if (value.isEmpty()) {
      return Fact.known(Networks.NONE);
    }
    List<Prefix> prefixes = new ArrayList<>();
    for (String word : Python.words(value.get().text())) {
      Optional<Prefix> prefix = Prefix.parse(word);
      if (prefix.isEmpty()) {
        return Fact.unknown(
            "ignoreip names '" + word + "', whose addresses the files do not tell",
            value.get().origins());
      }
      prefixes.add(prefix.get());
    }
    return Fact.known(new Networks(prefixes), value.get().origins());
  }
}
