package dev.postern.posture.tls;

import dev.postern.fact.Fact;
import dev.postern.posture.shape.Shape;
import dev.postern.posture.shape.Type;

/**
 * A group of key agreement.
 *
 * @param name in IANA's registry of TLS supported groups
 * @param bits the length of the curve's field or of the prime
 */
public record Group(String name, Kind kind, int bits) {
  /** What the agreement rests on. */
  public enum Kind {
    ELLIPTIC_CURVE,
    FINITE_FIELD,
    POST_QUANTUM
  }

  public static final Shape<Group> SHAPE =
      Shape.<Group>named("group")
          .leaf("name", Type.TEXT, group -> Fact.known(group.name()))
          .leaf("kind", Type.of(Kind.class), group -> Fact.known(group.kind()))
          .leaf("bits", Type.INTEGER, group -> Fact.known(group.bits()))
          .build();
}
