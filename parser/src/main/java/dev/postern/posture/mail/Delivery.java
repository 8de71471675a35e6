package dev.postern.posture.mail;

import dev.postern.fact.Fact;
import dev.postern.posture.service.Protocol;
import dev.postern.posture.service.Service;
import dev.postern.posture.shape.Shape;
import dev.postern.posture.shape.Type;
import java.util.ArrayList;
import java.util.List;

/**
 * What a client demands of some servers, and offers to them.
 *
 * @param usual whether they are those of the relay host, or else of whom no table names
 * @param policy with their destinations; none for the usual ones
 */
public record Delivery(Outbound client, Fact<Boolean> usual, DestinationPolicy policy) {
  private static final int NAMED = 3;

  public static final Shape<Delivery> SHAPE =
      Shape.<Delivery>named("delivery")
          .part("service", Service.SHAPE, Delivery::service)
          .leaf("protocol", Type.of(Protocol.class), delivery -> delivery.client().protocol())
          .leaf("used", Type.BOOLEAN, delivery -> delivery.client().used())
          .leaf("runs", Type.BOOLEAN, delivery -> delivery.client().runs())
          .leaf("usual", Type.BOOLEAN, Delivery::usual)
          .leaf("to", Type.TEXT, delivery -> Fact.known(delivery.to()))
          .leaf(
              "destinations",
              new Type.ListOf(Type.TEXT),
              delivery -> delivery.policy().destinations())
          .leaf("level", Type.of(Outbound.Level.class), delivery -> delivery.policy().level())
          .leaf("dane", Type.BOOLEAN, delivery -> delivery.policy().dane())
          .part("tls", Offer.SHAPE, delivery -> delivery.policy().tls())
          .build();

  /** Those of a client: to the usual servers, and to those of each policy. */
  static List<Delivery> of(Outbound client) {
    List<Delivery> all = new ArrayList<>();
    DestinationPolicy usual =
        new DestinationPolicy(
            Fact.known(List.of()), client.usualLevel(), client.dane(), client.tls());
    all.add(new Delivery(client, Fact.known(true), usual));
    // What hides the policies mostly hides that of the usual servers, too.
    if (client.policies() instanceof Fact.Unknown<List<DestinationPolicy>> unknown
        && client.usualLevel().isKnown()) {
      all.add(new Delivery(client, Fact.known(false), DestinationPolicy.unknown(unknown)));
    }
    for (DestinationPolicy policy : client.policies().toOptional().orElse(List.of())) {
      all.add(new Delivery(client, Fact.known(false), policy));
    }
    return all;
  }

  /** The client's name. */
  public Service service() {
    return client.service();
  }

  /** The destinations in a few words: the first ones and how many there are besides. */
  public String to() {
    if (usual.is(true)) {
      return "other servers";
    }
    List<String> names = policy.destinations().toOptional().orElse(List.of());
    return names.isEmpty()
        ? "destinations of a table"
        : String.join(", ", names.subList(0, Math.min(NAMED, names.size())))
            + (names.size() > NAMED ? " and %d more".formatted(names.size() - NAMED) : "");
  }
}
