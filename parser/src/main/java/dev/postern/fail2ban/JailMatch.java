package dev.postern.fail2ban;

import dev.postern.fact.Fact;
import dev.postern.fact.Origin;
import dev.postern.posture.Endpoint;
import dev.postern.posture.service.Platform;
import dev.postern.posture.service.SoftwareName;
import dev.postern.posture.service.Version;
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
  /** What many endpoints ask alike. */
  private record Question(String jail, SoftwareName software, List<String> processes) {}

  private final Map<Question, Answer> known = new HashMap<>();
  private final LogLines lines = new LogLines();
  private final ShippedFilters shipped = new ShippedFilters();
  private final Platform platform;
  private final Map<SoftwareName, Fact<Version>> versions;
  private final LogWatch logs;

  /**
   * A matcher for one host.
   *
   * @param versions of the daemons, as their own configuration tells them
   */
  JailMatch(Platform platform, Map<SoftwareName, Fact<Version>> versions, LogWatch logs) {
    this.platform = platform;
    this.versions = versions;
    this.logs = logs;
  }

  /**
   * Whether a jail counts failed logins.
   *
   * @param counted whether its expressions do, once a line comes to it
   * @param reached whether the lines come to it
   */
  record Answer(Fact<Boolean> counted, Fact<Boolean> reached) {
    Fact<Boolean> both() {
      return counted.is(false) ? counted : Fact.and(counted, reached);
    }
  }

  /** Whether failed logins are counted; empty for an endpoint that has none. */
  Optional<Answer> of(JailSettings jail, Endpoint endpoint) {
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

  private Answer matches(JailSettings jail, SoftwareName software, List<String> processes) {
    Fact<Boolean> all =
        processes.stream()
            .map(process -> counts(jail, software, process))
            .reduce(JailMatch::both)
            .orElseThrow();
    return new Answer(
        all, all.is(false) ? Fact.known(false) : logs.reaches(jail, software, platform));
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
                  : FailureMatch.of(
                      jail, lines.of(software, one, process, logs.form(jail, software)));
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

  /** A filter that is not at hand, which the package may bring. */
  private Fact<Boolean> shipped(JailSettings jail, SoftwareName software, Version version) {
    String mode = jail.filter().map(part -> part.given().get("mode")).map(Value::text).orElse("-");
    return shipped
        .counts(name(jail), mode, software, version)
        .because(jail.option("filter").map(Value::origins).orElse(List.of()));
  }

  private static String name(JailSettings jail) {
    return jail.filter().map(JailSettings.Part::name).orElse("none");
  }
}
