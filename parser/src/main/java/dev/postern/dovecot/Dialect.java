package dev.postern.dovecot;

import dev.postern.fact.Fact;
import dev.postern.posture.Version;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The language a configuration is written in. Its first setting tells 2.4; settings that 2.3 only
 * takes with a warning hint at an older server, unless the version is known.
 *
 * @param evaluated empty when its settings are evaluated, else why they are not
 */
record Dialect(String name, Optional<String> evaluated) {
  static final Dialect MODERN = new Dialect("2.4", Optional.empty());

  private static final Set<String> HINTS_22 =
      Set.of("ssl_protocols", "ssl_dh_parameters_length", "ssl_parameters_regenerate");
  private static final Set<String> HINTS_1 =
      Set.of(
          "ssl_disable",
          "ssl_cert_file",
          "ssl_key_file",
          "ssl_listen",
          "login_process_per_connection",
          "login_processes_count",
          "login_max_processes_count",
          "max_mail_processes");

  boolean isModern() {
    return this.equals(MODERN);
  }

  /**
   * How the master process asks: 2.4's has a name of its own, which {@code protocol !x} matches.
   */
  Scope master() {
    return isModern() ? Scope.of("master") : Scope.GLOBAL;
  }

  /** Whether clients of login_trusted_networks need no TLS even where ssl is required. */
  boolean trustsDespiteRequired() {
    return !isModern();
  }

  /** Whether what a proxy hands over counts as secured unless ssl is required. */
  boolean trustsProxies() {
    return isModern();
  }

  /** Whether a configuration is of 2.4's language: its first setting is the version's. */
  static boolean isModern(List<Statement> main, Fact<Version> version) {
    Optional<String> first =
        main.stream()
            .filter(Statement.Assignment.class::isInstance)
            .map(statement -> ((Statement.Assignment) statement).key())
            .findFirst();
    return first.filter("dovecot_config_version"::equals).isPresent()
        || version.toOptional().filter(v -> v.atLeast("2.4")).isPresent();
  }

  /** The language of a configuration that is not of 2.4's. */
  static Dialect of(List<Statement> all, Fact<Version> version) {
    Optional<Version> known = version.toOptional();
    if (known.isPresent()) {
      return known.get().atLeast("2.3")
          ? new Dialect("2.3", Optional.empty())
          : unevaluated("2.2", "the host runs Dovecot " + known.get());
    }
    for (Statement statement : all) {
      boolean authSection =
          statement instanceof Statement.SectionStart start && start.type().equals("auth");
      String key = statement instanceof Statement.Assignment a ? a.key() : "";
      if (authSection || HINTS_1.contains(key)) {
        return unevaluated("1.x", hint(statement, authSection ? "auth section" : key, "1.x"));
      }
      if (HINTS_22.contains(key)) {
        return unevaluated("2.2", hint(statement, key, "2.2"));
      }
    }
    return new Dialect("2.3", Optional.empty());
  }

  private static String hint(Statement statement, String what, String version) {
    return "%s at %s is of Dovecot %s; tell the version with --software dovecot=VERSION"
        .formatted(what, statement.span(), version);
  }

  private static Dialect unevaluated(String name, String why) {
    return new Dialect(name, Optional.of(why + "; only 2.3 is evaluated"));
  }
}
