package dev.postern.fail2ban;

import dev.postern.fact.Origin;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What fail2ban's server refuses of jails that its client has put together. One refusal is enough
 * that none of the jails is started (transmitter.py, server-stream).
 */
final class ServerCheck {
  private static final List<String> BACKENDS =
      List.of("auto", "pyinotify", "gamin", "polling", "systemd");
  private static final List<String> COUNTS = List.of("maxretry", "maxmatches");
  private static final List<String> TIMES = List.of("findtime", "bantime");

  private final JailSettings jail;

  private ServerCheck(JailSettings jail) {
    this.jail = jail;
  }

  /**
   * Checks a jail that is on.
   *
   * @throws Refused when the server does not start with it
   */
  static void check(JailSettings jail) throws Refused {
    if (jail.enabled() && jail.skipped().isEmpty() && jail.unknown().isEmpty()) {
      ServerCheck check = new ServerCheck(jail);
      check.numbers();
      check.backend();
      check.expressions();
    }
  }

  private void numbers() throws Refused {
    for (String option : COUNTS) {
      Optional<Value> count = jail.option(option);
      if (count.isPresent() && !Python.isInteger(count.get().text())) {
        throw refused(option, count.get(), "is no whole number");
      }
    }
    for (String option : TIMES) {
      Optional<Value> time = jail.option(option);
      if (time.isPresent() && Duration.isRefused(time.get().text())) {
        throw refused(option, time.get(), "is no time");
      }
    }
    Optional<Value> lines = jail.filterOption("maxlines");
    if (lines
        .flatMap(value -> Python.integer(value.text()))
        .filter(count -> count <= 0)
        .isPresent()) {
      throw refused("maxlines", lines.get(), "is not greater than zero");
    }
  }

  private void backend() throws Refused {
    Optional<Value> backend = jail.option("backend");
    if (backend.isPresent()) {
      String name = backend.get().text().split("\\[", 2)[0];
      if (!BACKENDS.contains(name.toLowerCase(Locale.ROOT))) {
        throw refused("backend", backend.get(), "is none of " + BACKENDS);
      }
    }
  }

  private Refused refused(String option, Value value, String why) {
    return new Refused(
        "jail " + jail.name() + ": " + option + " '" + value.text() + "' " + why, value.origins());
  }

  private void expressions() throws Refused {
    boolean isToldBefore = jail.filter().filter(part -> part.definition().isEmpty()).isPresent();
    String prefix = jail.filterOption("prefregex").map(Value::text).orElse("");
    if (!prefix.isEmpty()) {
      isToldBefore |= mayIdentify("prefregex", prefix);
    }
    for (String failure : jail.expressions("failregex")) {
      if (!mayIdentify("failregex", failure) && !isToldBefore) {
        throw refused("failregex", failure, "has no tag for who has failed, such as <HOST>");
      }
    }
    for (String ignored : jail.expressions("ignoreregex")) {
      mayIdentify("ignoreregex", ignored);
    }
  }

  /** Whether it tells who has failed, for all that Postern understands of it. */
  private boolean mayIdentify(String option, String expression) throws Refused {
    try {
      return PythonRegex.identifies(expression);
    } catch (RegexReader.Invalid e) {
      throw refused(option, expression, "is refused by Python: " + e.why());
    } catch (PythonRegex.Untranslatable e) {
      return true;
    }
  }

  private Refused refused(String option, String expression, String why) {
    List<Origin> origins =
        jail.filter()
            .flatMap(JailSettings.Part::definition)
            .map(definition -> definition.get(option))
            .filter(value -> value.text().lines().anyMatch(expression::equals))
            .or(() -> jail.option(option))
            .map(Value::origins)
            .orElse(List.of());
    return new Refused(
        "jail " + jail.name() + ": " + option + " '" + expression + "' " + why, origins);
  }
}
