package dev.postern.posture.login;

import dev.postern.fact.Fact;
import dev.postern.posture.shape.Shape;
import dev.postern.posture.shape.Type;

/**
 * Whom a server asks at each login whether a client may try at all.
 *
 * @param asked whether there is one
 * @param decides whether its answer counts; else it is only told, or what it says is only logged
 * @param needed whether a login is refused while it does not answer
 * @param cleartext whether it is told of logins across the network unencrypted
 */
public record PolicyServer(
    Fact<Boolean> asked, Fact<Boolean> decides, Fact<Boolean> needed, Fact<Boolean> cleartext) {
  /** Of a server that asks nobody. */
  public static final PolicyServer NONE =
      new PolicyServer(Fact.known(false), Fact.known(false), Fact.known(false), Fact.known(false));

  public static final Shape<PolicyServer> SHAPE =
      Shape.<PolicyServer>named("policy-server")
          .leaf("asked", Type.BOOLEAN, PolicyServer::asked)
          .leaf("decides", Type.BOOLEAN, PolicyServer::decides)
          .leaf("needed", Type.BOOLEAN, PolicyServer::needed)
          .leaf("cleartext", Type.BOOLEAN, PolicyServer::cleartext)
          .build();
}
