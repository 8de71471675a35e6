package dev.postern.posture.network;

import dev.postern.fact.Fact;
import dev.postern.net.Networks;
import dev.postern.posture.shape.Shape;
import dev.postern.posture.shape.Type;
import dev.postern.posture.shape.Word;

/**
 * Whose word an endpoint takes for the address of the client that it serves.
 *
 * @param expected whether each connection has to begin with the header of the HAProxy protocol
 * @param believed clients that are believed when they name another address than their own, in that
 *     header or by {@code XCLIENT}
 */
public record BehindProxy(Fact<Boolean> expected, Fact<Networks> believed) {
  public static final Shape<BehindProxy> SHAPE =
      Shape.<BehindProxy>named("behind-proxy")
          .leaf("expected", Type.BOOLEAN, BehindProxy::expected)
          .leaf("believed", Type.NETWORKS, BehindProxy::believed)
          .leaf("believed-breadth", Word.BREADTH, proxy -> proxy.believed().map(Networks::breadth))
          .build();

  /** Every client is who it seems. */
  public static final BehindProxy NONE =
      new BehindProxy(Fact.known(false), Fact.known(Networks.NONE));
}
