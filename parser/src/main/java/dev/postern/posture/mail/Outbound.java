package dev.postern.posture.mail;

import dev.postern.fact.Fact;
import dev.postern.posture.service.Protocol;
import dev.postern.posture.service.Service;
import dev.postern.posture.shape.Shape;
import dev.postern.posture.shape.Type;
import java.util.List;

/**
 * A program that hands mail on to other servers.
 *
 * @param protocol SMTP or LMTP
 * @param used whether mail goes through it to other hosts; unknown where tables decide per
 *     destination
 * @param runs whether it starts; where it does not, its mail waits in the queue and is given up at
 *     last
 * @param level what it demands of a server of which nothing else is said
 * @param dane whether it asks for the keys that servers publish in signed DNS (RFC 7672)
 * @param usualLevel what it demands of the relay host, or else of a server that no table names
 * @param tls what it offers to those servers; where the level is DANE, to those that publish no key
 * @param perDestination whether a table or a server says something else of some destinations
 * @param policies what tables say of some destinations; unknown where one is not among the files
 * @param authenticates whether it logs in anywhere
 * @param credentialsInClear whether it shows a password to a server that offers no TLS, or to
 *     whoever stands in between and takes the offer away
 */
public record Outbound(
    Service service,
    Fact<Protocol> protocol,
    Fact<Boolean> used,
    Fact<Boolean> runs,
    Fact<Level> level,
    Fact<Level> usualLevel,
    Fact<Boolean> dane,
    Offer tls,
    Fact<Boolean> perDestination,
    Fact<List<DestinationPolicy>> policies,
    Fact<Boolean> authenticates,
    Fact<Boolean> credentialsInClear) {

  /** What is demanded of a server before mail is handed over, in Postfix's words. */
  public enum Level {
    /** What is said is wrong: mail waits in the queue. */
    INVALID,
    NONE,
    /** TLS where it is offered. */
    MAY,
    ENCRYPT,
    /** The published key where there is one, else as MAY. */
    DANE,
    DANE_ONLY,
    FINGERPRINT,
    VERIFY,
    SECURE
  }

  public static final Shape<Outbound> SHAPE =
      Shape.<Outbound>named("outbound")
          .part("service", Service.SHAPE, Outbound::service)
          .leaf("protocol", Type.of(Protocol.class), Outbound::protocol)
          .leaf("used", Type.BOOLEAN, Outbound::used)
          .leaf("runs", Type.BOOLEAN, Outbound::runs)
          .leaf("level", Type.of(Level.class), Outbound::level)
          .leaf("usual-level", Type.of(Level.class), Outbound::usualLevel)
          .leaf("dane", Type.BOOLEAN, Outbound::dane)
          .part("tls", Offer.SHAPE, Outbound::tls)
          .leaf("per-destination", Type.BOOLEAN, Outbound::perDestination)
          .parts("policies", DestinationPolicy.SHAPE, Outbound::policies)
          .leaf("authenticates", Type.BOOLEAN, Outbound::authenticates)
          .leaf("credentials-in-clear", Type.BOOLEAN, Outbound::credentialsInClear)
          .build();

  /** What it does with the servers it meets usually, and with those that tables name. */
  public List<Delivery> deliveries() {
    return Delivery.of(this);
  }
}
