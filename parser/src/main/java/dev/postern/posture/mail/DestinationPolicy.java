package dev.postern.posture.mail;

import dev.postern.fact.Fact;
import dev.postern.posture.shape.Shape;
import dev.postern.posture.shape.Type;
import java.util.List;

/**
 * What a table says of some destinations.
 *
 * @param destinations as the table names them: a domain, with a dot in front all below it, or a
 *     relay host; an example of those that it describes by a pattern
 * @param level what is demanded of their servers
 * @param dane whether the keys count that servers publish in signed DNS
 * @param tls what is offered to them
 */
public record DestinationPolicy(
    Fact<List<String>> destinations, Fact<Outbound.Level> level, Fact<Boolean> dane, Offer tls) {
  public static final Shape<DestinationPolicy> SHAPE =
      Shape.<DestinationPolicy>named("policy")
          .leaf("destinations", new Type.ListOf(Type.TEXT), DestinationPolicy::destinations)
          .leaf("level", Type.of(Outbound.Level.class), DestinationPolicy::level)
          .leaf("dane", Type.BOOLEAN, DestinationPolicy::dane)
          .part("tls", Offer.SHAPE, DestinationPolicy::tls)
          .build();

  /** One that stands where nobody can read it. */
  static DestinationPolicy unknown(Fact.Unknown<?> why) {
    return new DestinationPolicy(
        Fact.unknown(why.reason(), why.origins()),
        Fact.unknown(why.reason(), why.origins()),
        Fact.unknown(why.reason(), why.origins()),
        Offer.unknown(why.reason(), why.origins()));
  }
}
