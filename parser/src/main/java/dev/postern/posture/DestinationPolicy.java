package dev.postern.posture;

import dev.postern.fact.Fact;
import java.util.List;

/**
 * What a table says of some destinations.
 *
 * @param destinations as the table names them: a domain, with a dot in front all below it, or a
 *     relay host; an example of those that it describes by a pattern
 * @param level what is demanded of their servers
 * @param tls what is offered to them
 */
public record DestinationPolicy(
    Fact<List<String>> destinations, Fact<Outbound.Level> level, Offer tls) {
  public static final Shape<DestinationPolicy> SHAPE =
      Shape.<DestinationPolicy>named("policy")
          .leaf("destinations", new Type.ListOf(Type.TEXT), DestinationPolicy::destinations)
          .leaf("level", Type.of(Outbound.Level.class), DestinationPolicy::level)
          .part("tls", Offer.SHAPE, DestinationPolicy::tls)
          .build();
}
