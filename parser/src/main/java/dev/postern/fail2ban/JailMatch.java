package dev.postern.fail2ban;

import dev.postern.fact.Fact;
import dev.postern.fact.Origin;
import dev.postern.posture.Endpoint;
import dev.postern.posture.Platform;
import dev.postern.posture.SoftwareName;
import dev.postern.posture.Version;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Whether a jail counts the failed logins of an endpoint. */
final class JailMatch {
  private static final String STOCK_UNIT = "_SYSTEMD_UNIT=postfix.service";

  /** What many endpoints ask alike. */
  private record Question(String jail, SoftwareName software, List<String> processes) {}

  private final Map<Question, Fact<Boolean>> known = new HashMap<>();
  private final LogLines lines = new LogLines();
  private final ShippedFilters shipped = new ShippedFilters();
  private final Platform platform;
  private final Map<SoftwareName, Fact<Version>> versions;

  /**
   * A matcher for one host.
   *
   * @param versions of the daemons, as their own configuration tells them
   */
  JailMatch(Platform platform, Map<SoftwareName, Fact<Version>> versions) {
    this.platform = platform;
    this.versions = versions;
  }

  /** Whether failed logins are counted; empty for an endpoint that has none. */
  Optional<Fact<Boolean>> of(JailSettings jail, Endpoint endpoint) {
    Optional<SoftwareName> software = endpoint.service().software().toOptional();
    if (software.isEmpty()) {
      return Optional.empty();
    }
    List<String> processes = LogLines.processes(endpoint, software.get());
    return processes.isEmpty()
        ? Optional.empty()
        : Optional.of(
            known.computeIfAbsent(
                new Question(jail.name(), software.get(), processes),
                question -> matches(jail, software.get(), processes)));
  }

  private Fact<Boolean> matches(JailSettings jail, SoftwareName software, List<String> processes) {
    Fact<Boolean> all =
        processes.stream()
            .map(process -> counts(jail, software, process))
            .reduce(JailMatch::both)
            .orElseThrow();
    return all.is(false) ? all : Fact.and(all, sees(jail, software));
  }

  private static Fact<Boolean> both(Fact<Boolean> one, Fact<Boolean> other) {
    return one.with(other, List::of)
        .flatMap(
            pair ->
                pair.get(0).equals(pair.get(1))
                    ? Fact.known(pair.get(0))
                    : Fact.unknown(
                        "it depends on Postfix's syslog_name whether the filter counts its lines"));
  }

  private Fact<Boolean> counts(JailSettings jail, SoftwareName software, String process) {
    Fact<Version> version = versions.getOrDefault(software, platform.version(software));
    Set<Version> possible = version.possibilities();
    List<Version> asked =
        possible.isEmpty()
            ? List.of(Version.of("2.3.19"), Version.of("2.4"))
            : List.copyOf(possible);
    Set<Boolean> results = new LinkedHashSet<>();
    List<Origin> origins = new ArrayList<>();
    for (Version one : asked) {
      Fact<Boolean> counted =
          jail.filter().isEmpty() && jail.expressions("failregex").isEmpty()
              ? Fact.known(false)
              : jail.filter().filter(part -> part.definition().isEmpty()).isPresent()
                  ? shipped(jail, software, one)
                  : FailureMatch.of(jail, lines.of(software, one, process, source(jail)));
      origins.addAll(counted.origins());
      if (counted instanceof Fact.Unknown<Boolean>) {
        return counted;
      }
      counted.toOptional().ifPresent(results::add);
    }
    return Fact.oneOf(
        results,
        "it depends on the version of "
            + software.name().toLowerCase(Locale.ROOT)
            + " whether filter "
            + name(jail)
            + " counts its failed logins",
        origins);
  }

  private static LogLines.Source source(JailSettings jail) {
    if (text(jail, "backend").startsWith("systemd")) {
      return LogLines.Source.JOURNAL;
    }
    return text(jail, "logpath").contains("dovecot")
        ? LogLines.Source.OWN_FILE
        : LogLines.Source.SYSLOG;
  }

  /** A filter that is not at hand, which the package may bring. */
  private Fact<Boolean> shipped(JailSettings jail, SoftwareName software, Version version) {
    String mode = jail.filter().map(part -> part.given().get("mode")).map(Value::text).orElse("-");
    return shipped
        .counts(name(jail), mode, software, version)
        .because(jail.option("filter").map(Value::origins).orElse(List.of()));
  }

  /** Whether the lines reach the jail: where it looks for them. */
  private Fact<Boolean> sees(JailSettings jail, SoftwareName software) {
    if (text(jail, "backend").startsWith("systemd")) {
      boolean stockUnit =
          software == SoftwareName.POSTFIX
              && jail.expressions("journalmatch").stream()
                  .anyMatch(line -> line.contains(STOCK_UNIT));
      boolean otherSystem = platform.distribution().is(Platform.Distribution.RED_HAT);
      if (stockUnit && !otherSystem) {
        return Fact.unknown(
            "journalmatch "
                + STOCK_UNIT
                + " sees nothing where Postfix runs as postfix@-.service, as in Debian 12");
      }
      return Fact.known(
          true, new Origin.Assumption("the journal that fail2ban reads holds the failed logins"));
    }
    String path = text(jail, "logpath");
    if (path.isEmpty()
        && jail.unknown().isEmpty()
        && jail.option("logpath").filter(JailMatch::isWritten).isPresent()) {
      return Fact.known(false, jail.option("logpath").map(Value::origins).orElse(List.of()));
    }
    String log = path.isEmpty() ? "the log that fail2ban reads" : path.replace('\n', ' ');
    return Fact.known(true, new Origin.Assumption("failed logins are logged to " + log));
  }

  private static boolean isWritten(Value value) {
    return value.origins().stream().anyMatch(origin -> origin instanceof Origin.Setting);
  }

  private static String name(JailSettings jail) {
    return jail.filter().map(JailSettings.Part::name).orElse("none");
  }

  private static String text(JailSettings jail, String option) {
    return jail.option(option).map(Value::text).orElse("");
  }
}
