package dev.postern.postfix.smtpd;

import dev.postern.fact.Fact;
import dev.postern.fact.Origin;
import dev.postern.postfix.settings.Scope;
import dev.postern.postfix.syntax.Numbers;
import dev.postern.postfix.syntax.Text;
import dev.postern.postfix.tls.CipherGrades;
import dev.postern.postfix.tls.DemandedCertificate;
import dev.postern.posture.tls.ClientCertificate;
import dev.postern.posture.tls.Group;
import dev.postern.posture.tls.Handshake;
import dev.postern.posture.tls.Suite;
import dev.postern.posture.tls.TlsVersion;
import dev.postern.tls.Build;
import dev.postern.tls.CipherString;
import dev.postern.tls.ConfiguredLibrary;
import dev.postern.tls.DhParameters;
import dev.postern.tls.HostTls;
import dev.postern.tls.KeyKind;
import dev.postern.tls.Negotiation;
import dev.postern.tls.SecurityLevel;
import dev.postern.tls.Server;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What one smtpd tells OpenSSL about suites and groups (tls/tls_misc.c, tls_set_ciphers();
 * tls/tls_dh.c; tls/tls_server.c).
 */
final class SmtpdCiphers {
  private static final int BUILT_IN_DH_BITS = 2048;
  private static final String AUTO = "auto";

  /** Postfix 3.7.11 takes every grade of ECDHE for {@code auto}. */
  private static final String GRADES_GONE = "3.6";

  private static final Pattern ZERO = Pattern.compile("0+[smhdw]?");

  private final Scope scope;
  private final Fact<Boolean> enforce;
  private final HostTls host;
  private final CipherGrades grades;
  private final Fact<Optional<String>> list;

  /**
   * The ciphers of a service.
   *
   * @param enforce whether TLS is demanded, which decides which of the parameters count
   */
  SmtpdCiphers(Scope scope, Fact<Boolean> enforce, HostTls host) {
    this.scope = scope;
    this.enforce = enforce;
    this.host = host;
    this.grades = new CipherGrades(scope, host);
    this.list = enforce.flatMap(this::list).from(ownOrigins());
  }

  /** The cipher string; empty when Postfix makes none and gives the session up. */
  Fact<Optional<String>> list() {
    return list;
  }

  private List<Origin> ownOrigins() {
    List<Origin> origins = new ArrayList<>();
    for (boolean enforced : enforce.possibilities()) {
      Fact<String> grade = grade(enforced);
      origins.addAll(grade.origins());
      origins.addAll(grades.origins(grade));
      origins.addAll(exclusions(enforced).origins());
    }
    return origins;
  }

  private Fact<String> grade(boolean enforced) {
    return scope.value(enforced ? "smtpd_tls_mandatory_ciphers" : "smtpd_tls_ciphers");
  }

  private Fact<Optional<String>> list(boolean enforced) {
    return grades.list(grade(enforced), exclusions(enforced));
  }

  private Fact<String> exclusions(boolean enforced) {
    Fact<String> always = scope.value("smtpd_tls_exclude_ciphers");
    if (!enforced) {
      return always;
    }
    return always
        .with(scope.value("smtpd_tls_mandatory_exclude_ciphers"), (one, other) -> one + " " + other)
        .with(scope.yes("smtpd_tls_req_ccert"), (words, asks) -> asks ? words + " aNULL" : words);
  }

  /**
   * What may be agreed on with a build of OpenSSL; unknown when a policy of the system decides.
   *
   * @param strength bits of security of the weakest certificate or key
   */
  Fact<Negotiation> negotiation(
      Fact<List<TlsVersion>> allowed, Fact<Set<KeyKind>> keys, int strength, Build build) {
    return list.flatMap(
        string ->
            allowed.flatMap(
                versions ->
                    keys.flatMap(
                        kinds ->
                            negotiation(
                                string,
                                versions,
                                kinds,
                                strength,
                                // Whatever curves there are, some ECDHE works with them.
                                groups(build).toOptional().orElse(build.groups()),
                                build))));
  }

  private Fact<Negotiation> negotiation(
      Optional<String> string,
      List<TlsVersion> allowed,
      Set<KeyKind> keys,
      int strength,
      List<Group> groups,
      Build build) {
    return level()
        .flatMap(
            asked -> {
              Server server =
                  new Server(
                      allowed,
                      grades.bounds(),
                      string.orElse(""),
                      "",
                      OptionalInt.of(asked),
                      keys,
                      strength,
                      true,
                      groups);
              return grades
                  .select(string, build)
                  .map(
                      result ->
                          result instanceof CipherString.Selected selected && !groups.isEmpty()
                              ? Negotiation.of(server, selected, build)
                              : Negotiation.nothing(server, build));
            });
  }

  /** The security level that Postfix asks for before it loads anything (tls/tls_server.c). */
  Fact<Integer> level() {
    return new DemandedCertificate(scope, enforce).demanded().map(required -> required ? 1 : 0);
  }

  /** The curves that the grade of ECDHE stands for. */
  Fact<String> curves() {
    return scope
        .value("smtpd_tls_eecdh_grade")
        .flatMap(
            grade ->
                switch (scope.versions().atLeast(GRADES_GONE) ? AUTO : Text.lower(grade)) {
                  case "strong" -> scope.value("tls_eecdh_strong_curve");
                  case "ultra" -> scope.value("tls_eecdh_ultra_curve");
                  default -> grades.automaticGroups();
                });
  }

  Fact<List<Group>> groups(Build build) {
    return curves().map(names -> CipherGrades.groups(names, build));
  }

  /** Origins of what the suites follow from. */
  List<Origin> origins(Fact<Build> build) {
    List<Origin> origins = new ArrayList<>(list.origins());
    origins.addAll(build.origins());
    origins.addAll(new ConfiguredLibrary(build).origins("ciphersuites"));
    return origins;
  }

  Handshake handshake(
      Fact<Build> build,
      Fact<List<Suite>> suites,
      Fact<List<Group>> groups,
      Fact<Integer> level,
      Fact<Integer> keyBits) {
    ConfiguredLibrary library = new ConfiguredLibrary(build);
    return new Handshake(
        suites,
        groups,
        dhBits(build, suites, keyBits),
        library.preference(scope.yes("tls_preempt_cipherlist")),
        compression(build),
        Fact.and(
            Fact.and(tickets(), level.map(found -> new SecurityLevel(found).allowsTickets())),
            library.tickets()),
        resumptionSeconds(),
        renegotiation(build),
        level,
        grades.posture(list, build),
        clientCertificate());
  }

  private Fact<Boolean> option(String word) {
    return scope
        .value("tls_ssl_options")
        .map(
            options ->
                Text.elements(options.replace(':', ' ')).stream().anyMatch(word::equalsIgnoreCase));
  }

  private Fact<Boolean> compression(Fact<Build> build) {
    Fact<Boolean> able =
        build.flatMap(
            b ->
                b.version().atLeast("1.1.0")
                    ? Fact.known(false)
                    : Fact.<Boolean>unknown(
                        "whether an OpenSSL before 1.1.0 can compress depends on its build"));
    return Fact.and(Fact.not(option("NO_COMPRESSION")), able);
  }

  private Fact<Boolean> tickets() {
    Fact<Boolean> kept =
        scope
            .value("smtpd_tls_session_cache_timeout")
            .map(time -> !ZERO.matcher(time.strip()).matches());
    return Fact.and(
        Fact.and(scope.value("tls_session_ticket_cipher").map(text -> !text.isEmpty()), kept),
        Fact.not(option("NO_TICKET")));
  }

  /**
   * A session lasts twice as long as the cache keeps it and as keys of tickets are issued (3.7.11
   * tls/tls_server.c, tls_server_init()).
   */
  private Fact<Integer> resumptionSeconds() {
    return scope
        .value("smtpd_tls_session_cache_timeout")
        .map(time -> Numbers.seconds(time, 's').orElse(0L))
        .map(SmtpdCiphers::twice);
  }

  /** Less than two minutes count as two, more than a hundred days as those (postconf(5)). */
  private static int twice(long seconds) {
    return seconds == 0 ? 0 : (int) (2 * Math.max(120, Math.min(seconds, 8_640_000)));
  }

  /** OpenSSL 3 refuses it unless a program asks for it, which Postfix does not. */
  private Fact<Boolean> renegotiation(Fact<Build> build) {
    return Fact.and(
        Fact.not(option("NO_RENEGOTIATION")), build.map(b -> !b.version().atLeast("3.0")));
  }

  /** Of suites with a certificate: an anonymous one has no key whose strength could be matched. */
  private Fact<Integer> dhBits(Fact<Build> build, Fact<List<Suite>> suites, Fact<Integer> keyBits) {
    return suites
        .map(
            found ->
                found.stream()
                    .anyMatch(
                        suite ->
                            suite.keyExchange().equals("DHE")
                                && !suite.authentication().equals("none")))
        .flatMap(
            used ->
                used
                    ? scope
                        .value("smtpd_tls_dh1024_param_file")
                        .flatMap(file -> dhBits(file, build, keyBits))
                    : Fact.known(0));
  }

  /** Without a file, OpenSSL 3 chooses a prime as strong as the certificate's key. */
  private Fact<Integer> dhBits(String file, Fact<Build> build, Fact<Integer> keyBits) {
    return file.isEmpty() || file.equalsIgnoreCase(AUTO)
        ? build.flatMap(
            b ->
                b.version().atLeast("3.0")
                    ? HostTls.automaticDhBits(keyBits)
                    : Fact.known(BUILT_IN_DH_BITS))
        : build.flatMap(b -> dhBits(host.text(file), b));
  }

  /** What Postfix cannot load it replaces with its own (tls/tls_dh.c). */
  private static Fact<Integer> dhBits(Fact<String> text, Build build) {
    return text.map(
        found ->
            DhParameters.bits(found, !build.version().atLeast("3.0")).orElse(BUILT_IN_DH_BITS));
  }

  private Fact<ClientCertificate> clientCertificate() {
    return new DemandedCertificate(scope, enforce)
        .demanded()
        .with(
            scope.yes("smtpd_tls_ask_ccert"),
            (require, request) ->
                require
                    ? ClientCertificate.REQUIRED
                    : request ? ClientCertificate.REQUESTED : ClientCertificate.NONE);
  }
}
