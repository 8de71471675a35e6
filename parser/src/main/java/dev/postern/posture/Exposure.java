package dev.postern.posture;

import dev.postern.fact.Fact;
import dev.postern.net.Networks;
import java.util.Optional;

/**
 * Which sources outside the host reach an endpoint, through its bind address and the packet filter.
 *
 * @param verdict the wider of the two families; unknown also when it is unknown whether the
 *     listener exists
 * @param sources the networks that reach it, over both families
 * @param via {@code direct}; {@code redirect from PORT} or {@code redirect to PORT} when clients
 *     dial another port than the listener's; {@code published to ADDRESS:PORT} when connections are
 *     forwarded to a container or another host
 * @param witness a packet that gets in; empty when none is known to
 */
public record Exposure(
    Fact<Reach> verdict,
    Fact<Reach> v4,
    Fact<Reach> v6,
    Fact<Networks> sources,
    Fact<String> via,
    Optional<WitnessPacket> witness) {

  /**
   * A packet that gets in.
   *
   * @param source a numeric address
   * @param iface the arriving interface's name
   */
  public record WitnessPacket(String source, String iface) {}

  /** What {@code via} begins with where clients dial another port than the listener's. */
  public static final String REDIRECT_FROM = "redirect from ";

  /** What {@code via} begins with where clients reach another host through a port. */
  public static final String PUBLISHED_TO = "published to ";

  private static final Type REACH = Type.ordered(Reach.class);

  public static final Shape<Exposure> SHAPE =
      Shape.<Exposure>named("exposure")
          .leaf("verdict", REACH, Exposure::verdict)
          .leaf("v4", REACH, Exposure::v4)
          .leaf("v6", REACH, Exposure::v6)
          .leaf("sources", Type.NETWORKS, Exposure::sources)
          .leaf("via", Type.TEXT, Exposure::via)
          .build();

  /** The port that clients dial for a listener: another than its own where rules redirect. */
  public int dialled(int listener) {
    String text = via.toOptional().orElse("");
    return text.startsWith(REDIRECT_FROM)
        ? Integer.parseInt(text.substring(REDIRECT_FROM.length()))
        : listener;
  }

  /** Where a port leads that is forwarded to another host, in words; empty for any other. */
  public Optional<String> published() {
    return via.toOptional().filter(text -> text.startsWith(PUBLISHED_TO));
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
