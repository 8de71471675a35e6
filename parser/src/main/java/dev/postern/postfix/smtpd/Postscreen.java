package dev.postern.postfix.smtpd;

import dev.postern.fact.Fact;
import dev.postern.net.Networks;
import dev.postern.postfix.settings.Scope;
import dev.postern.postfix.settings.Services;
import dev.postern.postfix.start.Failing;
import dev.postern.postfix.start.Listening;
import dev.postern.postfix.syntax.MasterEntry;
import dev.postern.postfix.syntax.Text;
import dev.postern.postfix.tls.TlsSetup;
import dev.postern.tls.HostTls;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The postscreen in front of an smtpd: whether it runs, and whom it lets through to it at last
 * (postscreen/postscreen.c, postscreen/postscreen_smtpd.c, tlsproxy/tlsproxy.c).
 */
public final class Postscreen {
  /** A client passes the tests behind the greeting when it has come as far as a recipient. */
  private static final List<String> TESTS_BEHIND_GREETING =
      List.of(
          "postscreen_pipelining_enable",
          "postscreen_non_smtp_command_enable",
          "postscreen_bare_newline_enable");

  private static final Set<String> DEMANDS = Set.of("encrypt", "verify", "secure", "fingerprint");
  private static final List<String> CERTIFICATES =
      List.of(
          "tlsproxy_tls_chain_files",
          "tlsproxy_tls_cert_file",
          "tlsproxy_tls_eccert_file",
          "tlsproxy_tls_dcert_file");

  private final MasterEntry entry;
  private final Scope scope;
  private final HostTls host;
  private final Optional<MasterEntry> proxy;
  private final Scope proxyScope;
  private final PostscreenInterfaces interfaces;

  /**
   * One postscreen.
   *
   * @param services among which is the tlsproxy that it leaves handshakes to
   * @param scopes the parameters as a service reads them
   * @param addresses where postscreens listen, this one and others, which share what they remember
   */
  public Postscreen(
      MasterEntry entry,
      Services services,
      Function<MasterEntry, Scope> scopes,
      HostTls host,
      List<Listening> addresses) {
    this.entry = entry;
    this.scope = scopes.apply(entry);
    this.host = host;
    String name = scope.value("tlsproxy_service_name").toOptional().orElse("tlsproxy");
    this.proxy = services.find(name + "/unix");
    this.proxyScope = proxy.map(scopes).orElse(scope);
    this.interfaces = new PostscreenInterfaces(scope, addresses);
  }

  Scope scope() {
    return scope;
  }

  /** Why it dies, and the smtpd behind it is met by nobody. */
  List<Failing> failings() {
    List<Failing> failings = new ArrayList<>(Failing.ofEntry(entry, scope));
    failings.addAll(Failing.ofTypes("postscreen", entry, scope));
    failings.addAll(SmtpdHealth.ofLevel("postscreen_tls_security_level", Fact.known(true), scope));
    return failings;
  }

  /** Why STARTTLS is answered with 454: tlsproxy is not there, or ends as it starts. */
  public List<Failing> withoutTls() {
    if (proxy.isEmpty()) {
      return List.of(
          new Failing(
              Fact.known(true),
              "there is no service of the name that tlsproxy_service_name gives",
              List.of(entry.origin())));
    }
    List<Failing> failings = new ArrayList<>(Failing.ofEntry(proxy.get(), proxyScope));
    failings.addAll(Failing.ofTypes("tlsproxy", proxy.get(), proxyScope));
    failings.addAll(
        SmtpdHealth.ofLevel("tlsproxy_tls_security_level", Fact.known(true), proxyScope));
    failings.addAll(new TlsSetup(proxyScope, "tlsproxy", host).failings());
    return failings;
  }

  /** Whether it says in its greeting that it takes STARTTLS. */
  public Fact<Boolean> offersTls() {
    return byLevel(
        scope,
        "postscreen",
        word -> Fact.known(!word.equals("none")),
        Fact.or(scope.yes("postscreen_use_tls"), scope.yes("postscreen_enforce_tls")));
  }

  /**
   * Whom it lets through at last: where nobody can pass its tests, none who does is remembered, or
   * its access list turns strangers away, the clients that the list permits.
   */
  Fact<Networks> clients() {
    PostscreenAccess access = new PostscreenAccess(scope);
    return Fact.or(Fact.or(isWalledUp(), interfaces.rememberNobody()), access.turnsStrangersAway())
        .flatMap(closed -> closed ? access.permitted() : Fact.known(Networks.ANY));
  }

  /** Whether the tests are to be passed under TLS, and there is none. */
  private Fact<Boolean> isWalledUp() {
    Fact<Boolean> tests = Fact.known(false);
    for (String test : TESTS_BEHIND_GREETING) {
      tests = Fact.or(tests, scope.yes(test));
    }
    Fact<Boolean> demands =
        byLevel(
            scope,
            "postscreen",
            word -> Fact.known(DEMANDS.contains(word)),
            scope.yes("postscreen_enforce_tls"));
    Fact<Boolean> both = Fact.and(tests, demands);
    return both.is(false) ? both : Fact.and(both, Fact.not(encrypts()));
  }

  private Fact<Boolean> encrypts() {
    Fact<Boolean> lives = Fact.not(Failing.any(withoutTls()));
    if (lives.is(false)) {
      return lives;
    }
    Fact<Boolean> used =
        byLevel(
            proxyScope,
            "tlsproxy",
            word -> Fact.known(!word.equals("none")),
            Fact.or(proxyScope.yes("tlsproxy_use_tls"), proxyScope.yes("tlsproxy_enforce_tls")));
    Fact<Boolean> certified = Fact.known(false);
    for (String file : CERTIFICATES) {
      certified = Fact.or(certified, proxyScope.value(file).map(name -> !name.isEmpty()));
    }
    return Fact.and(Fact.and(lives, used), certified);
  }

  private static Fact<Boolean> byLevel(
      Scope scope,
      String program,
      Function<String, Fact<Boolean>> byWord,
      Fact<Boolean> byOldParameters) {
    return scope
        .value(program + "_tls_security_level")
        .flatMap(word -> word.isEmpty() ? byOldParameters : byWord.apply(Text.lower(word)));
  }
}
