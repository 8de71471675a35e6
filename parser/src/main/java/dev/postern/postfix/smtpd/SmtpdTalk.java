package dev.postern.postfix.smtpd;

import dev.postern.fact.Fact;
import dev.postern.net.Networks;
import dev.postern.postfix.settings.DiscardedKeywords;
import dev.postern.postfix.settings.NetworkList;
import dev.postern.postfix.settings.Scope;
import dev.postern.postfix.start.Milters;
import dev.postern.postfix.syntax.Text;
import dev.postern.posture.mail.Smtp;
import dev.postern.posture.mail.Smtp.BareNewline;
import dev.postern.posture.mail.Smtp.Smuggling;
import dev.postern.posture.mail.SmtpLog;

/** How one smtpd talks: VRFY, HELO, line ends (smtpd/smtpd.c). */
final class SmtpdTalk {
  private SmtpdTalk() {}

  /**
   * What a stranger meets.
   *
   * @param anonymous whether anybody can log in
   * @param cleartext whether a password is taken before TLS
   * @param loginUnreachable whether logins are switched on and nobody comes to one
   * @param screened whether postscreen stands in front of it
   * @param verbose whether its command line has it log everything
   * @param waitsForData whether its restrictions turn away who sends a message ahead of time
   */
  static Smtp of(
      Scope scope,
      Fact<Boolean> anonymous,
      Fact<Boolean> cleartext,
      Fact<Boolean> loginUnreachable,
      Fact<Boolean> screened,
      Fact<Boolean> verbose,
      Fact<Boolean> waitsForData) {
    Fact<BareNewline> bareNewline = bareNewline(scope);
    Fact<Boolean> waits = Fact.or(scope.yes("smtpd_forbid_unauth_pipelining"), waitsForData);
    return new Smtp(
        Fact.not(scope.yes("disable_vrfy_command")),
        scope.yes("smtpd_helo_required"),
        Fact.not(waits),
        scope.yes("smtpd_sasl_authenticated_header"),
        Milters.letPassOnFailure(scope),
        anonymous,
        loginOnlyHidden(scope, cleartext),
        loginUnreachable,
        screened,
        bareNewline,
        exempt(scope, bareNewline),
        bareNewline.flatMap(
            done ->
                done == BareNewline.TAKEN
                    ? hindered(scope, waits)
                    : Fact.known(Smuggling.PREVENTED)),
        log(scope, verbose));
  }

  /** For peers named one by one, or for all by {@code -v} (postconf(5) debug_peer_list). */
  private static SmtpLog log(Scope scope, Fact<Boolean> verbose) {
    return new SmtpLog(
        scope.value("smtpd_tls_loglevel").map(level -> !level.equals("0")),
        scope.yes("smtpd_tls_received_header"),
        Fact.or(verbose, scope.value("debug_peer_list").map(peers -> !peers.isEmpty())));
  }

  private static Fact<Boolean> loginOnlyHidden(Scope scope, Fact<Boolean> cleartext) {
    Fact<Boolean> hidden =
        scope.value("smtpd_sasl_exceptions_networks").map(list -> !list.isEmpty());
    return hidden.is(true) ? cleartext.from(hidden.origins()) : Fact.and(hidden, cleartext);
  }

  /** The first releases with this parameter know yes and no only; both ways no message is split. */
  private static Fact<BareNewline> bareNewline(Scope scope) {
    return scope
        .value("smtpd_forbid_bare_newline", "no")
        .map(
            text ->
                switch (Text.lower(text)) {
                  case "yes", "normalize", "note" -> BareNewline.NORMALIZED;
                  case "reject" -> BareNewline.REJECTED;
                  default -> BareNewline.TAKEN;
                });
  }

  /** Where the check is on, what decides is the list alone. */
  private static Fact<Networks> exempt(Scope scope, Fact<BareNewline> bareNewline) {
    Fact<Networks> listed = NetworkList.of(scope, "smtpd_forbid_bare_newline_exclusions");
    return bareNewline.isKnown() && !bareNewline.is(BareNewline.TAKEN)
        ? listed
        : bareNewline.flatMap(
            done -> done == BareNewline.TAKEN ? Fact.known(Networks.NONE) : listed);
  }

  /** The stopgaps of the releases before that parameter. */
  private static Fact<Smuggling> hindered(Scope scope, Fact<Boolean> waits) {
    Fact<Boolean> noChunks =
        new DiscardedKeywords(scope, "smtpd_discard_ehlo_keyword").has("chunking");
    return Fact.and(waits, noChunks).map(both -> both ? Smuggling.HINDERED : Smuggling.POSSIBLE);
  }
}
