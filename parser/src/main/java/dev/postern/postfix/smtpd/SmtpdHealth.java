package dev.postern.postfix.smtpd;

import dev.postern.fact.Fact;
import dev.postern.fact.Origin;
import dev.postern.postfix.sasl.SaslMechanisms;
import dev.postern.postfix.sasl.SaslServer;
import dev.postern.postfix.sasl.SecurityOptions;
import dev.postern.postfix.settings.Scope;
import dev.postern.postfix.start.Failing;
import dev.postern.postfix.start.Milters;
import dev.postern.postfix.start.OpenedTables;
import dev.postern.postfix.start.PolicyServers;
import dev.postern.postfix.start.RequiredRestriction;
import dev.postern.postfix.syntax.MasterEntry;
import dev.postern.postfix.syntax.Text;
import dev.postern.posture.service.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Whether an smtpd serves at all. One that does not starts anew for each connection and dies: the
 * port accepts and never answers.
 */
final class SmtpdHealth {
  private static final Set<String> LEVELS =
      Set.of("", "none", "may", "encrypt", "verify", "secure", "fingerprint");

  private final Scope scope;
  private final List<Failing> failings = new ArrayList<>();

  private SmtpdHealth(Scope scope) {
    this.scope = scope;
  }

  /** What is wrong with a service; the first that is sure decides. */
  static List<Failing> of(MasterEntry entry, Scope scope, SmtpdTls tls, SmtpdAuthentication login) {
    SmtpdHealth health = new SmtpdHealth(scope);
    health.ofEntry(entry);
    health.failings.addAll(Failing.ofTypes("smtpd", entry, scope));
    health.ofSecurityOptions(login);
    health.add(
        Fact.and(scope.yes("smtpd_sasl_auth_enable"), new SaslMechanisms(scope).fails()),
        "the SASL library cannot be set up: smtpd_sasl_type is not of this Postfix, or a line of"
            + " its configuration is not KEY: VALUE");
    health.ofTls(tls);
    health.failings.addAll(OpenedTables.nameless("smtpd", scope));
    health.failings.addAll(Milters.failings(scope));
    health.failings.addAll(PolicyServers.failings(scope));
    health.ofProxy();
    health.ofRestrictions();
    health.add(
        login.leavesNone(),
        "security options and smtpd_sasl_mechanism_filter leave no SASL mechanism");
    if (!login.isUnanswered().is(false)) {
      health.add(login.isUnanswered(), SaslServer.silence(login.asked()));
    }
    return health.failings;
  }

  private void ofEntry(MasterEntry entry) {
    Origin line = entry.origin();
    if (entry.unprivileged().equals("n")) {
      sure("smtpd does not run as root: n in the fourth field", line);
    }
    failings.addAll(Failing.ofEntry(entry, scope));
    entry
        .operand()
        .ifPresent(word -> sure("unexpected command-line argument: " + Text.quoted(word), line));
  }

  private void ofProxy() {
    Fact<String> options = scope.value("smtpd_proxy_options");
    Text.elements(options.toOptional().orElse("")).stream()
        .filter(word -> !word.equals("speed_adjust"))
        .findFirst()
        .ifPresent(
            word ->
                add(
                    scope
                        .value("smtpd_proxy_filter")
                        .map(filter -> !filter.isEmpty())
                        .because(options.origins()),
                    "unknown smtpd_proxy_options: " + Text.quoted(word)));
  }

  private void ofSecurityOptions(SmtpdAuthentication login) {
    Fact<SecurityOptions> options =
        new SaslMechanisms(scope).options("smtpd_sasl_security_options");
    if (login.isPossibleBeforeTls().is(true)) {
      options.toOptional().flatMap(SecurityOptions::wrongWord).stream()
          .map(word -> "unknown smtpd_sasl_security_options: " + Text.quoted(word))
          .map(why -> new Failing(Fact.known(true), why, options.origins()))
          .forEach(failings::add);
    }
  }

  /**
   * A level that is none.
   *
   * @param counts whether the program looks at it
   */
  static List<Failing> ofLevel(String parameter, Fact<Boolean> counts, Scope scope) {
    Fact<String> level = scope.value(parameter);
    SmtpdHealth health = new SmtpdHealth(scope);
    health.add(
        Fact.and(counts, level.map(text -> !LEVELS.contains(Text.lower(text)))),
        "Invalid TLS level \"" + Text.quoted(level.toOptional().orElse("?")) + "\"");
    return health.failings;
  }

  private void ofTls(SmtpdTls tls) {
    failings.addAll(ofLevel("smtpd_tls_security_level", Fact.not(tls.wrapper()), scope));
    for (Failing failing : tls.failings()) {
      failing.where(tls.use()).ifPresent(failings::add);
    }
    add(
        Fact.and(tls.wrapper(), Fact.not(Fact.or(tls.engine(), Failing.any(tls.failings())))),
        "TLS comes first (smtpd_tls_wrappermode) and cannot work: no certificate with its key, or a"
            + " wrong protocol list, smtpd_tls_CAfile or smtpd_tls_fingerprint_digest");
  }

  private void ofRestrictions() {
    Fact<RequiredRestriction.Result> required = RequiredRestriction.of(scope);
    add(
        required.map(RequiredRestriction.Result.ENDLESS::equals),
        "a restriction class leads back to itself before foreign mail is turned away, and smtpd"
            + " overflows its stack when it looks for such a restriction");
    add(
        required.map(RequiredRestriction.Result.NONE::equals),
        "neither smtpd_relay_restrictions nor smtpd_recipient_restrictions turns foreign mail away;"
            + " smtpd demands one of reject_unauth_destination, defer_unauth_destination, reject,"
            + " defer, defer_if_permit");
    Fact<String> classes = scope.value("smtpd_restriction_classes");
    for (String name : Text.elements(classes.toOptional().orElse(""))) {
      if (scope.value(name).is("")) {
        failings.add(
            new Failing(
                Fact.known(true),
                "restriction class `" + Text.quoted(name) + "' needs a definition",
                classes.origins()));
      }
    }
  }

  private void sure(String why, Origin origin) {
    failings.add(new Failing(Fact.known(true), why, List.of(origin)));
  }

  /** Where nothing is known, as with a template's placeholder, nothing is held against it. */
  private void add(Fact<Boolean> dies, String why) {
    if (dies.possibilities().contains(true)) {
      failings.add(new Failing(dies, why, dies.origins()));
    }
  }

  /** The state that follows; a service that demands TLS it cannot do answers and refuses. */
  static Fact<State> state(List<Failing> failings, SmtpdTls tls, SmtpdAuthentication login) {
    for (Failing failing : failings) {
      if (failing.dies().is(true)) {
        return Fact.known(State.DEAD, failing.origins());
      }
    }
    Fact<State> serves =
        Fact.and(
                tls.enforce(),
                Fact.or(
                    Fact.or(Fact.not(Fact.and(tls.use(), tls.engine())), login.diesUnderTls()),
                    login.certificate().keepsAllOut()))
            .map(useless -> useless ? State.REFUSES : State.WORKS);
    for (Failing failing : failings) {
      serves = serves.with(failing.dies(), (state, dies) -> dies ? State.DEAD : state);
    }
    return serves;
  }
}
