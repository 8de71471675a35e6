package dev.postern.posture.network;

import dev.postern.fact.Fact;
import dev.postern.posture.Endpoint;
import dev.postern.posture.shape.Shape;
import dev.postern.posture.shape.Type;

/**
 * A TCP port as the packet filter lets it through, whoever listens.
 *
 * @param filtered whether a packet filter was found at all
 * @param listener the {@link Endpoint#id} of what listens there; {@code none} when nothing does
 * @param tlsRequired whether what listens there demands TLS before anything else; unknown when
 *     nothing is known to listen
 */
public record FilteredPort(
    Fact<Integer> port,
    Fact<Boolean> filtered,
    Fact<String> listener,
    Fact<Boolean> tlsRequired,
    Exposure exposure) {
  public static final Shape<FilteredPort> SHAPE =
      Shape.<FilteredPort>named("filtered-port")
          .leaf("port", Type.INTEGER, FilteredPort::port)
          .leaf("filtered", Type.BOOLEAN, FilteredPort::filtered)
          .leaf("listener", Type.TEXT, FilteredPort::listener)
          .leaf("tls-required", Type.BOOLEAN, FilteredPort::tlsRequired)
          .part("exposure", Exposure.SHAPE, FilteredPort::exposure)
          .build();
}
