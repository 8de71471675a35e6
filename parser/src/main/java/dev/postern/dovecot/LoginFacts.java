package dev.postern.dovecot;

import dev.postern.dovecot.ListenerKind.Login;
import dev.postern.dovecot.settings.DovecotSettings;
import dev.postern.dovecot.settings.Scope;
import dev.postern.fact.Fact;
import dev.postern.fact.Origin;
import dev.postern.net.Networks;
import dev.postern.posture.login.Authentication;
import dev.postern.posture.login.Mechanism;
import dev.postern.posture.login.MechanismKind;
import dev.postern.posture.login.PolicyServer;
import dev.postern.posture.login.Switch;
import dev.postern.posture.network.RateLimit;
import dev.postern.posture.service.State;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Login on a listener as one group of clients meets it (Dovecot 2.3.21
 * src/login-common/client-common.c and client-common-auth.c).
 */
record LoginFacts(ScopedFacts facts, Listener listener, TlsFacts tls, AuthStart auth) {
  private static final Fact<State> DEAD = Fact.known(State.DEAD);

  private static final String PENALTY = "service/anvil/unix_listener/anvil-auth-penalty/mode";

  /** Submission and ManageSieve refuse ANONYMOUS (anonymous_login_acceptable). */
  private static final String REFUSED_SINCE = "2.3.9";

  Authentication authentication() {
    Fact<List<Mechanism>> before = beforeTls();
    return new Authentication(
        offered(),
        guessable(before),
        before,
        afterTls(),
        before.map(LoginFacts::anyReadable),
        login() == Login.NONE
            ? Fact.not(listener.tls())
            : before.map(mechanisms -> !mechanisms.isEmpty()),
        login() == Login.SASL ? Fact.not(facts.yes("disable_plaintext_auth")) : Fact.known(false),
        login() == Login.SASL ? new TrustedClients(facts).networks() : Fact.known(Networks.NONE),
        login() == Login.SASL ? facts.seconds("auth_failure_delay") : Fact.known(0),
        login() == Login.SASL ? penalty() : Fact.known(Switch.OFF),
        login() == Login.SASL ? new PolicyServerFacts(facts).server() : PolicyServer.NONE);
  }

  /** Whoever asks doveadm by network needs the password; where none is set all are refused. */
  private Fact<Boolean> offered() {
    return login() == Login.PASSWORD
        ? Fact.or(facts.isSet("doveadm_password"), facts.isSet("doveadm_api_key"))
        : Fact.known(login() == Login.SASL);
  }

  /** Who has no certificate is refused before the password is looked at. */
  private Fact<Boolean> guessable(Fact<List<Mechanism>> before) {
    Fact<Boolean> tried = Authentication.guessable(offered(), before, afterTls());
    Fact<Boolean> demanded = facts.yes("auth_ssl_require_client_cert");
    return login() == Login.SASL && !demanded.is(false)
        ? Fact.and(tried, Fact.not(demanded))
        : tried;
  }

  private Login login() {
    return listener.kind().login();
  }

  /** Since 2.4 a proxy may pass a password on in clear unless TLS is required. */
  private Fact<Boolean> cleartextAllowed() {
    Fact<Boolean> allowed = Fact.not(facts.yes("disable_plaintext_auth"));
    return facts.settings().dialect().trustsProxies()
        ? Fact.or(allowed, listener.haproxy())
        : allowed;
  }

  private Fact<List<Mechanism>> mechanisms() {
    if (login() == Login.NONE) {
      return Fact.known(List.of());
    }
    if (login() == Login.PASSWORD) {
      return offered()
          .map(
              offered ->
                  offered ? List.of(Mechanism.of("PLAIN", List.of())) : List.<Mechanism>of());
    }
    Fact<String> written = facts.text("auth_mechanisms");
    Fact<List<Mechanism>> all =
        written.map(
            list -> {
              Map<String, Mechanism> result = new LinkedHashMap<>();
              for (String name : list.split("[ \t]+", -1)) {
                if (!name.isEmpty()) {
                  result.putIfAbsent(
                      name.toUpperCase(Locale.ROOT), Mechanism.of(name, written.origins()));
                }
              }
              return List.copyOf(result.values());
            });
    return listener.kind().takesAnonymous() || all.map(LoginFacts::noneAnonymous).is(true)
        ? all
        : facts
            .settings()
            .version()
            .flatMap(
                version ->
                    version.atLeast(REFUSED_SINCE)
                        ? all.map(list -> list.stream().filter(m -> !isAnonymous(m)).toList())
                        : all);
  }

  private static boolean noneAnonymous(List<Mechanism> mechanisms) {
    return mechanisms.stream().noneMatch(LoginFacts::isAnonymous);
  }

  private static boolean isAnonymous(Mechanism mechanism) {
    return mechanism.kind().is(MechanismKind.ANONYMOUS);
  }

  private Fact<List<Mechanism>> beforeTls() {
    Fact<List<Mechanism>> none = Fact.known(List.of());
    return listener
        .tls()
        .flatMap(
            implicit -> {
              if (implicit || login() == Login.NONE) {
                return none;
              }
              if (login() == Login.PASSWORD) {
                return mechanisms();
              }
              return facts.ssl().flatMap(ssl -> ssl.equals("required") ? none : withoutTls());
            });
  }

  private Fact<List<Mechanism>> withoutTls() {
    return cleartextAllowed()
        .flatMap(
            allowed ->
                mechanisms()
                    .map(
                        all ->
                            all.stream()
                                .filter(m -> !isBound(m) && (allowed || !isReadable(m)))
                                .toList()));
  }

  private Fact<List<Mechanism>> afterTls() {
    return tls.mode()
        .flatMap(
            mode ->
                mode == dev.postern.posture.tls.TlsMode.NONE
                    ? Fact.known(List.of())
                    : facts
                        .ssl()
                        .flatMap(ssl -> ssl.equals("no") ? Fact.known(List.of()) : mechanisms()));
  }

  private static boolean anyReadable(List<Mechanism> mechanisms) {
    return mechanisms.stream().anyMatch(LoginFacts::isReadable);
  }

  /** Whether it is bound to the connection's TLS. */
  private static boolean isBound(Mechanism mechanism) {
    return mechanism.name().toOptional().filter(name -> name.endsWith("-PLUS")).isPresent();
  }

  /** Bearer tokens count as plaintext for Dovecot too (MECH_SEC_PLAINTEXT). */
  private static boolean isReadable(Mechanism mechanism) {
    return mechanism.kind().is(MechanismKind.PLAINTEXT) || mechanism.kind().is(MechanismKind.TOKEN);
  }

  /** Whether a client that is not on the host can get anything done. */
  Fact<State> state() {
    if (login() != Login.SASL) {
      return answers();
    }
    if (!facts.settings().dialect().diesWithoutTls()) {
      return new TrustedClients(facts).crash().flatMap(c -> c ? DEAD : withAccounts());
    }
    Fact<Boolean> dead = Fact.and(Fact.not(facts.ssl().map("no"::equals)), tls.refused());
    return dead.flatMap(dies -> dies ? DEAD : withAccounts());
  }

  /** Where there is no database of accounts nobody can log in. */
  private Fact<State> withAccounts() {
    Fact<State> answers = answers();
    return answers.is(State.DEAD)
        ? answers
        : answers.flatMap(
            state ->
                state == State.WORKS
                    ? accounts().map(there -> there ? State.WORKS : State.REFUSES)
                    : Fact.known(state));
  }

  private Fact<Boolean> accounts() {
    DovecotSettings settings = facts.settings();
    Optional<Origin.Setting> broken = settings.brokenAuth();
    if (broken.isPresent()) {
      return Fact.known(false, broken.get());
    }
    return auth.serves(facts.scope().protocol());
  }

  private Fact<State> answers() {
    Fact<Boolean> usable = tls.usable();
    return listener
        .tls()
        .flatMap(
            implicit -> {
              if (implicit) {
                Fact<State> open =
                    login() == Login.NONE ? Fact.known(State.WORKS) : someLogin(mechanisms());
                return usable.flatMap(works -> works ? open : Fact.known(State.DEAD));
              }
              if (login() == Login.NONE) {
                return Fact.known(State.WORKS);
              }
              return beforeTls()
                  .flatMap(
                      before ->
                          before.isEmpty()
                              ? usable.flatMap(
                                  works ->
                                      works ? someLogin(afterTls()) : Fact.known(State.REFUSES))
                              : Fact.known(State.WORKS));
            });
  }

  private static Fact<State> someLogin(Fact<List<Mechanism>> mechanisms) {
    return mechanisms.map(list -> list.isEmpty() ? State.REFUSES : State.WORKS);
  }

  /** Off when the socket of the penalties has mode 0. */
  private Fact<Switch> penalty() {
    return new ScopedFacts(facts.settings(), Scope.GLOBAL)
        .text(PENALTY)
        .map(mode -> mode.matches("0+") ? Switch.OFF : Switch.ON);
  }

  /** What Dovecot itself does against guessing, and against clients who take all there is. */
  Fact<List<RateLimit>> limits() {
    return login() == Login.SASL
        ? new LoginLimits(facts, penalty(), new TrustedClients(facts).networks()).all()
        : Fact.known(List.of());
  }
}
