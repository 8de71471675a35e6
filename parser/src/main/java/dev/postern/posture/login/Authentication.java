package dev.postern.posture.login;

import dev.postern.fact.Fact;
import dev.postern.fact.Origin;
import dev.postern.net.Networks;
import dev.postern.posture.shape.Shape;
import dev.postern.posture.shape.Type;
import dev.postern.posture.shape.Word;
import java.util.List;

/**
 * Login on one endpoint, as a client meets it that is not on the host itself.
 *
 * @param offered whether there is a login at all
 * @param guessable whether whoever guesses passwords can try them: not where Kerberos, tokens or
 *     certificates alone log in, nor where a certificate is demanded first
 * @param mechanismsBeforeTls those accepted on an unencrypted connection
 * @param mechanismsAfterTls those accepted under TLS
 * @param cleartext whether a password or bearer token can cross unencrypted and be accepted
 * @param cleartextSession whether a session, not only a password, can run without TLS
 * @param cleartextSetting whether a setting allows cleartext logins, even where another one
 *     overrules it
 * @param trustedNetworks clients for whom the rules above are relaxed
 * @param failureDelay seconds before a failure is answered
 * @param penalty whether repeated failures slow an address down
 * @param policyServer who is asked whether a client may try
 */
public record Authentication(
    Fact<Boolean> offered,
    Fact<Boolean> guessable,
    Fact<List<Mechanism>> mechanismsBeforeTls,
    Fact<List<Mechanism>> mechanismsAfterTls,
    Fact<Boolean> cleartext,
    Fact<Boolean> cleartextSession,
    Fact<Boolean> cleartextSetting,
    Fact<Networks> trustedNetworks,
    Fact<Integer> failureDelay,
    Fact<Switch> penalty,
    PolicyServer policyServer) {
  private static final Origin NOT_KNOWN =
      new Origin.Assumption(
          "which mechanisms are offered is not known; one with passwords counts as offered");

  public static final Shape<Authentication> SHAPE =
      Shape.<Authentication>named("authentication")
          .leaf("offered", Type.BOOLEAN, Authentication::offered)
          .leaf("guessable", Type.BOOLEAN, Authentication::guessable)
          .parts("mechanisms-before-tls", Mechanism.SHAPE, Authentication::mechanismsBeforeTls)
          .parts("mechanisms-after-tls", Mechanism.SHAPE, Authentication::mechanismsAfterTls)
          .leaf("cleartext", Type.BOOLEAN, Authentication::cleartext)
          .leaf("cleartext-session", Type.BOOLEAN, Authentication::cleartextSession)
          .leaf("cleartext-setting", Type.BOOLEAN, Authentication::cleartextSetting)
          .leaf("trusted-networks", Type.NETWORKS, Authentication::trustedNetworks)
          .leaf(
              "trusted-breadth",
              Word.BREADTH,
              authentication -> authentication.trustedNetworks().map(Networks::breadth))
          .leaf("failure-delay", Type.INTEGER, Authentication::failureDelay)
          .leaf("penalty", Type.of(Switch.class), Authentication::penalty)
          .part("policy-server", PolicyServer.SHAPE, Authentication::policyServer)
          .build();

  /**
   * Whether passwords can be tried by one of the mechanisms; where they are not known one with
   * passwords is assumed.
   *
   * @param offered whether there is a login at all
   */
  public static Fact<Boolean> guessable(
      Fact<Boolean> offered, Fact<List<Mechanism>> before, Fact<List<Mechanism>> after) {
    Fact<Boolean> passwords = Fact.or(passwordsIn(before), passwordsIn(after));
    if (passwords.is(false)) {
      return passwords;
    }
    return passwords.isKnown() ? offered : offered.because(List.of(NOT_KNOWN));
  }

  private static Fact<Boolean> passwordsIn(Fact<List<Mechanism>> mechanisms) {
    return mechanisms.map(all -> all.stream().anyMatch(Mechanism::takesPasswords));
  }

  /** The same where connections are taken and never answered: nobody gets to send a password. */
  public Authentication unanswered(List<Origin> why) {
    return new Authentication(
        Fact.known(false, why),
        Fact.known(false, why),
        mechanismsBeforeTls,
        mechanismsAfterTls,
        Fact.known(false, why),
        Fact.known(false, why),
        cleartextSetting,
        trustedNetworks,
        failureDelay,
        penalty,
        policyServer);
  }
}
