package dev.postern.posture.login;

import dev.postern.fact.Fact;
import dev.postern.fact.Origin;
import dev.postern.posture.shape.Shape;
import dev.postern.posture.shape.Type;
import java.util.List;
import java.util.Locale;

/** A SASL mechanism that an endpoint accepts. */
public record Mechanism(Fact<String> name, Fact<MechanismKind> kind) {
  public static final Shape<Mechanism> SHAPE =
      Shape.<Mechanism>named("mechanism")
          .leaf("name", Type.TEXT, Mechanism::name)
          .leaf("kind", Type.of(MechanismKind.class), Mechanism::kind)
          .build();

  /**
   * The mechanism of a name, in any case. Every name that is not known to be of another kind is a
   * challenge, as Dovecot 2.3.21 mech.c and Cyrus SASL have it.
   */
  public static Mechanism of(String name, List<Origin> origins) {
    String upper = name.toUpperCase(Locale.ROOT);
    MechanismKind kind =
        switch (upper) {
          case "PLAIN", "LOGIN" -> MechanismKind.PLAINTEXT;
          case "XOAUTH2", "OAUTHBEARER" -> MechanismKind.TOKEN;
          case "EXTERNAL" -> MechanismKind.EXTERNAL;
          case "ANONYMOUS" -> MechanismKind.ANONYMOUS;
          default -> MechanismKind.CHALLENGE;
        };
    return new Mechanism(Fact.known(upper, origins), Fact.known(kind, origins));
  }

  /**
   * Whether whoever guesses passwords can try them by it; so too where it is not known. Kerberos
   * shows the server tickets alone (RFC 4752); GSS-SPNEGO may come to NTLM.
   */
  boolean takesPasswords() {
    return !kind.is(MechanismKind.TOKEN)
        && !kind.is(MechanismKind.EXTERNAL)
        && !kind.is(MechanismKind.ANONYMOUS)
        && !name.is("GSSAPI");
  }
}
