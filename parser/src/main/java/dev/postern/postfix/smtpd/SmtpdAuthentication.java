package dev.postern.postfix.smtpd;

import dev.postern.fact.Fact;
import dev.postern.fact.Origin;
import dev.postern.net.Networks;
import dev.postern.postfix.sasl.SaslMechanisms;
import dev.postern.postfix.settings.Scope;
import dev.postern.postfix.tls.DemandedCertificate;
import dev.postern.posture.login.Authentication;
import dev.postern.posture.login.LoginServer;
import dev.postern.posture.login.Mechanism;
import dev.postern.posture.login.MechanismKind;
import dev.postern.posture.login.PolicyServer;
import dev.postern.posture.login.Switch;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Logging in at one smtpd (smtpd/smtpd.c, smtpd/smtpd_sasl_proto.c). */
final class SmtpdAuthentication {
  private static final String BEFORE = "smtpd_sasl_security_options";
  private static final String AFTER = "smtpd_sasl_tls_security_options";
  private static final Set<LoginServer.Answer> NO_ANSWER =
      EnumSet.of(LoginServer.Answer.ABSENT, LoginServer.Answer.CLOSED, LoginServer.Answer.OTHER);

  private final Scope scope;
  private final SmtpdTls tls;
  private final SaslMechanisms sasl;
  private final Fact<List<String>> announced;
  private final LoginServer asked;
  private final Fact<Boolean> authOnly;
  private final Fact<Boolean> before;
  private final Fact<Boolean> after;

  /**
   * The login of one smtpd.
   *
   * @param dovecot the mechanisms of the host's Dovecot; unknown when it has none
   * @param asked whom it asks for them
   */
  SmtpdAuthentication(Scope scope, SmtpdTls tls, Fact<List<String>> dovecot, LoginServer asked) {
    this.scope = scope;
    this.tls = tls;
    this.sasl = new SaslMechanisms(scope);
    this.announced = sasl.announced(dovecot);
    this.asked = asked;
    this.authOnly = scope.yes("smtpd_tls_auth_only");
    Fact<Boolean> enabled = scope.yes("smtpd_sasl_auth_enable");
    this.before = Fact.and(enabled, Fact.not(Fact.or(tls.enforce(), authOnly)));
    this.after = Fact.and(enabled, Fact.and(tls.use(), tls.engine()));
  }

  private SmtpdAuthentication(
      SmtpdAuthentication other, SmtpdTls tls, Fact<Boolean> before, Fact<Boolean> after) {
    this.scope = other.scope;
    this.tls = tls;
    this.sasl = other.sasl;
    this.announced = other.announced;
    this.asked = other.asked;
    this.authOnly = other.authOnly;
    this.before = before;
    this.after = after;
  }

  /**
   * The same where TLS may not be announced.
   *
   * @param plain whether a login is taken before TLS as far as the restrictions go
   * @param encrypted the same under TLS
   */
  SmtpdAuthentication greeted(SmtpdTls greeted, Fact<Boolean> plain, Fact<Boolean> encrypted) {
    return new SmtpdAuthentication(
        this,
        greeted,
        Fact.and(before, plain),
        Fact.and(after, Fact.and(greeted.use(), encrypted)));
  }

  /** Whether anybody may log in before TLS, as far as settings of TLS go. */
  Fact<Boolean> isPossibleBeforeTls() {
    return before;
  }

  /** Whether a session ends at once: smtpd dies where it has none to offer (smtpd_sasl_glue.c). */
  Fact<Boolean> leavesNone() {
    return atOnce(leavesNone(before, BEFORE), leavesNone(after, AFTER));
  }

  /** The same where nobody tells it the mechanisms. */
  Fact<Boolean> isUnanswered() {
    return atOnce(isUnanswered(before), isUnanswered(after));
  }

  /** Whether a session ends as soon as TLS is there, for one reason or the other. */
  Fact<Boolean> diesUnderTls() {
    return Fact.or(leavesNone(after, AFTER), isUnanswered(after));
  }

  private Fact<Boolean> atOnce(Fact<Boolean> plain, Fact<Boolean> encrypted) {
    return Fact.or(plain, Fact.and(tls.wrapper(), encrypted));
  }

  private Fact<Boolean> isUnanswered(Fact<Boolean> possible) {
    return possible.flatMap(
        open -> {
          Fact<Boolean> silent = open ? asked.answer().map(NO_ANSWER::contains) : Fact.known(false);
          // Of what is not among the files nothing is held against it.
          return silent.possibilities().isEmpty() ? Fact.known(false) : silent;
        });
  }

  /** What clients have to show first. */
  DemandedCertificate certificate() {
    return new DemandedCertificate(scope, tls.enforce());
  }

  /** Whom smtpd asks for passwords. */
  LoginServer asked() {
    return asked;
  }

  private Fact<Boolean> leavesNone(Fact<Boolean> possible, String optionsName) {
    Fact<List<String>> left = sasl.shown(sasl.left(announced, optionsName));
    // Where the mechanisms are not known, nothing is held against it.
    Fact<Boolean> none = left.isKnown() ? left.map(List::isEmpty) : Fact.known(false);
    return Fact.and(
        possible,
        Fact.or(none, sasl.options(optionsName).map(options -> options.wrongWord().isPresent())));
  }

  /** Whether the mechanism ANONYMOUS is taken; who excludes it need not know what there is. */
  Fact<Boolean> anonymous() {
    return Fact.or(
        Fact.and(before, takesAnonymous(BEFORE)), Fact.and(after, takesAnonymous(AFTER)));
  }

  private Fact<Boolean> takesAnonymous(String optionsName) {
    return sasl.hidesAnonymous(optionsName)
        .flatMap(
            hidden ->
                hidden
                    ? Fact.known(false)
                    : sasl.left(announced, optionsName).map(names -> names.contains("ANONYMOUS")));
  }

  /** What a client meets that is not on the host. */
  Authentication posture() {
    Fact<Boolean> offered = Fact.or(before, after);
    Fact<List<Mechanism>> beforeTls = mechanisms(before, sasl.left(announced, BEFORE));
    Fact<List<Mechanism>> afterTls =
        mechanisms(Fact.and(after, Fact.not(diesUnderTls())), sasl.left(announced, AFTER));
    return new Authentication(
        offered,
        guessable(Authentication.guessable(offered, beforeTls, afterTls)),
        beforeTls,
        afterTls,
        cleartext(),
        Fact.not(tls.enforce()),
        Fact.not(authOnly),
        Fact.known(Networks.NONE),
        Fact.known(
            0,
            new Origin.Assumption(
                "smtpd answers a failed login at once until smtpd_soft_error_limit errors")),
        Fact.known(Switch.OFF, new Origin.Assumption("smtpd slows sessions down, not addresses")),
        PolicyServer.NONE);
  }

  /** Who has no certificate is turned away before it can try a password. */
  private Fact<Boolean> guessable(Fact<Boolean> tried) {
    Fact<Boolean> demanded = certificate().keepsStrangersOut();
    return demanded.is(false) ? tried : Fact.and(tried, Fact.not(demanded));
  }

  private static Fact<List<Mechanism>> mechanisms(
      Fact<Boolean> possible, Fact<List<String>> names) {
    return possible.flatMap(
        open -> {
          if (!open) {
            return Fact.known(List.of());
          }
          return names.map(
              list -> {
                List<Mechanism> result = new ArrayList<>();
                list.forEach(name -> result.add(Mechanism.of(name, names.origins())));
                return result;
              });
        });
  }

  private Fact<Boolean> cleartext() {
    Fact<List<String>> mechanisms =
        announced.isKnown() || !scope.value("smtpd_sasl_type").is("dovecot")
            ? announced
            : Fact.known(
                List.of("PLAIN"),
                new Origin.Assumption(
                    "smtpd asks a Dovecot whose configuration is not among the files; its default,"
                        + " auth_mechanisms = plain, is assumed"));
    Fact<Boolean> shown =
        sasl.hidesPasswords(BEFORE)
            .flatMap(
                hidden ->
                    hidden
                        ? Fact.known(false)
                        : sasl.left(mechanisms, BEFORE).map(SmtpdAuthentication::showsPasswords));
    return Fact.and(before, shown);
  }

  private static boolean showsPasswords(List<String> names) {
    return names.stream()
        .map(name -> Mechanism.of(name, List.of()).kind())
        .anyMatch(kind -> kind.is(MechanismKind.PLAINTEXT) || kind.is(MechanismKind.TOKEN));
  }
}
