package dev.postern.posture.network;

import dev.postern.fact.Fact;
import dev.postern.net.Networks;
import dev.postern.net.Prefix;
import dev.postern.posture.shape.Shape;
import dev.postern.posture.shape.Type;
import dev.postern.posture.shape.Word;
import java.util.Optional;

/**
 * Which sources outside the host reach an endpoint, through its bind address and the packet filter.
 *
 * @param verdict the wider of the two families; unknown also when it is unknown whether the
 *     listener exists
 * @param sources the networks that reach it, over both families
 * @param via the way that the first of them take
 * @param witness a packet that gets in; empty when none is known to
 */
public record Exposure(
    Fact<Reach> verdict,
    Fact<Reach> v4,
    Fact<Reach> v6,
    Fact<Networks> sources,
    Fact<Via> via,
    Optional<WitnessPacket> witness) {

  /**
   * A packet that gets in.
   *
   * @param source a numeric address
   * @param iface the arriving interface's name
   */
  public record WitnessPacket(String source, String iface) {}

  private static final Type REACH = Type.ordered(Reach.class);

  public static final Shape<Exposure> SHAPE =
      Shape.<Exposure>named("exposure")
          .leaf("verdict", REACH, Exposure::verdict)
          .leaf("v4", REACH, Exposure::v4)
          .leaf("v6", REACH, Exposure::v6)
          .leaf("sources", Type.NETWORKS, Exposure::sources)
          .leaf(
              "sources-breadth",
              Word.BREADTH,
              exposure -> exposure.sources().map(Networks::breadth))
          .leaf("via", Type.of(Via.Way.class), exposure -> exposure.via().map(Via::way))
          .leaf("path", Type.TEXT, exposure -> exposure.via().map(Via::text))
          .leaf("published-to", Type.NETWORKS, exposure -> exposure.via().map(Exposure::host))
          .build();

  /** The port that clients dial for a listener: another than its own where rules redirect. */
  public int dialled(int listener) {
    return via.toOptional().orElse(Via.DIRECT) instanceof Via.RedirectFrom redirect
        ? redirect.port()
        : listener;
  }

  /** The way to another host that connections are forwarded to; empty for any other. */
  public Optional<Via> published() {
    return via.toOptional().filter(Via.Published.class::isInstance);
  }

  private static Networks host(Via way) {
    return way instanceof Via.Published published
        ? Networks.of(Prefix.of(published.host()))
        : Networks.NONE;
  }

  /** Who gets through in one family or the other; the family that lets more in decides. */
  public static Fact<Reach> wider(Fact<Reach> one, Fact<Reach> other) {
    if (one.is(Reach.ANY)) {
      return one;
    }
    if (other.is(Reach.ANY)) {
      return other;
    }
    if (one.is(Reach.NONE) && other.isKnown()) {
      return other.is(Reach.NONE) ? one.because(other.origins()) : other;
    }
    if (other.is(Reach.NONE) && one.isKnown()) {
      return one;
    }
    return one.with(other, (left, right) -> left.compareTo(right) >= 0 ? left : right);
  }
}
