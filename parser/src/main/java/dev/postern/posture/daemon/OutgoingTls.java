package dev.postern.posture.daemon;

import dev.postern.fact.Fact;
import dev.postern.posture.service.SoftwareName;
import dev.postern.posture.shape.Shape;
import dev.postern.posture.shape.Type;

/**
 * How a daemon makes sure that a server to which it connects by TLS is the right one.
 *
 * @param purpose which connections it speaks of: {@code services} for every one that has no setting
 *     of its own, else {@code ldap, sql, oauth2}
 * @param verified whether a connection ends when the other side's certificate is not in order
 */
public record OutgoingTls(
    Fact<SoftwareName> software, Fact<String> purpose, Fact<Boolean> verified) {
  public static final Shape<OutgoingTls> SHAPE =
      Shape.<OutgoingTls>named("outgoing-tls")
          .leaf("software", Type.of(SoftwareName.class), OutgoingTls::software)
          .leaf("purpose", Type.TEXT, OutgoingTls::purpose)
          .leaf("verified", Type.BOOLEAN, OutgoingTls::verified)
          .build();
}
