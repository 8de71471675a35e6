package dev.postern.dovecot.settings;

import dev.postern.dovecot.syntax.Statement;
import dev.postern.fact.Fact;
import dev.postern.posture.service.Version;
import dev.postern.source.Span;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The language a configuration is written in, and how the server takes it.
 *
 * @param name its first version
 * @param evaluated empty when its settings are evaluated, else why they are not
 */
public record Dialect(String name, Optional<String> evaluated) {
  private static final String EVALUATED =
      "; 2.2 and later are evaluated: tell the version with --software dovecot=VERSION if it is one of them";

  public static final Dialect MODERN = new Dialect("2.4", Optional.empty());
  public static final Dialect LAYERED = new Dialect("2.3", Optional.empty());
  public static final Dialect OLDER = new Dialect("2.2", Optional.empty());

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

  /** Whether it is the language of 2.4. */
  public boolean isModern() {
    return this.equals(MODERN);
  }

  /**
   * How the master process asks: 2.4's has a name of its own, which {@code protocol !x} matches.
   */
  public Scope master() {
    return isModern() ? Scope.of("master") : Scope.GLOBAL;
  }

  /** How auth asks for what is of no protocol, {@code protocol auth} among it since 2.4. */
  public Scope auth() {
    return isModern() ? Scope.of("auth") : Scope.GLOBAL;
  }

  /** Whether clients of login_trusted_networks need no TLS even where ssl is required. */
  public boolean trustsDespiteRequired() {
    return !isModern();
  }

  /** Whether what a proxy hands over counts as secured unless ssl is required. */
  public boolean trustsProxies() {
    return isModern();
  }

  /** Whether the versions of TLS are listed, prime numbers made by the server itself. */
  public boolean listsProtocols() {
    return this.equals(OLDER);
  }

  /**
   * Whether a login process that cannot set TLS up ends at once, so that nobody is answered with or
   * without TLS (2.2.36 src/login-common/ssl-proxy-openssl.c).
   */
  public boolean diesWithoutTls() {
    return this.equals(OLDER);
  }

  /** Whether a policy server may be asked for the log only. */
  public boolean knowsPoliciesToLog() {
    return !this.equals(OLDER);
  }

  /** The words of ssl_options (master_service_ssl_settings_check() of 2.2.36.4 and 2.3.19.1). */
  public Set<String> tlsOptions() {
    return this.equals(OLDER)
        ? Set.of("no_compression", "no_ticket")
        : Set.of("compression", "no_compression", "no_ticket");
  }

  /** What a service's type may be (master_settings_parse_type()). */
  public Set<String> serviceTypes() {
    return this.equals(OLDER)
        ? Set.of("", "log", "config", "anvil", "login", "startup")
        : Set.of("", "log", "config", "anvil", "login", "startup", "worker");
  }

  public SettingsTable table() {
    return this.equals(OLDER) ? SettingsTable.dovecot22() : SettingsTable.dovecot23();
  }

  /**
   * Whether a configuration is read as 2.4's language: by the server's version, and where that is
   * not known by the first setting, which is the version's in 2.4.
   */
  public static boolean isModern(List<Statement> main, Fact<Version> version) {
    return version
        .toOptional()
        .map(running -> running.atLeast("2.4"))
        .orElseGet(() -> firstKey(main).filter("dovecot_config_version"::equals).isPresent());
  }

  private static Optional<String> firstKey(List<Statement> main) {
    return main.stream()
        .filter(Statement.Assignment.class::isInstance)
        .map(statement -> ((Statement.Assignment) statement).key())
        .findFirst();
  }

  /** The language of a version before 2.4. */
  public static Dialect of(Version version) {
    return version.atLeast("2.3")
        ? LAYERED
        : version.atLeast("2.2")
            ? OLDER
            : new Dialect(
                version.toString(), Optional.of("the host runs Dovecot " + version + EVALUATED));
  }

  /**
   * What makes a configuration likely to be for an older server: a setting that 2.3 takes with a
   * warning only.
   *
   * @param place of the setting
   */
  public record Hint(Dialect dialect, Span place) {}

  /** Empty when nothing speaks for a version before 2.3. */
  public static Optional<Hint> hint(List<Statement> all) {
    Optional<Hint> found = Optional.empty();
    for (Statement statement : all) {
      boolean section =
          statement instanceof Statement.SectionStart start && start.type().equals("auth");
      String key = statement instanceof Statement.Assignment a ? a.key() : "";
      if (section || HINTS_1.contains(key)) {
        String reason =
            "%s at %s is of Dovecot 1.x".formatted(section ? "auth section" : key, statement.span())
                + EVALUATED;
        return Optional.of(new Hint(new Dialect("1.x", Optional.of(reason)), statement.span()));
      }
      if (found.isEmpty() && HINTS_22.contains(key)) {
        found = Optional.of(new Hint(OLDER, statement.span()));
      }
    }
    return found;
  }
}
