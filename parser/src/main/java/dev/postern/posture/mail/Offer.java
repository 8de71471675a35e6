package dev.postern.posture.mail;

import dev.postern.fact.Fact;
import dev.postern.fact.Origin;
import dev.postern.posture.shape.Shape;
import dev.postern.posture.shape.Type;
import dev.postern.posture.tls.CipherList;
import dev.postern.posture.tls.Group;
import dev.postern.posture.tls.Suite;
import dev.postern.posture.tls.TlsVersion;
import java.util.List;

/**
 * What a client offers in a TLS handshake.
 *
 * @param engine whether it can do TLS at all
 * @param versions those it offers; none where it uses no TLS, or cannot
 * @param latentVersions those the configuration allows and the library does not offer
 * @param minimum the lowest version the configuration allows
 * @param maximum the highest version the configuration allows
 * @param suites those it offers, in its order, those of TLS 1.3 first
 * @param groups those of key agreement
 * @param securityLevel OpenSSL's security level that is in force
 */
public record Offer(
    Fact<Engine> engine,
    Fact<List<TlsVersion>> versions,
    Fact<List<TlsVersion>> latentVersions,
    Fact<TlsVersion> minimum,
    Fact<TlsVersion> maximum,
    Fact<List<Suite>> suites,
    Fact<List<Group>> groups,
    Fact<Integer> securityLevel,
    CipherList cipherList) {
  /** What becomes of TLS. */
  public enum Engine {
    /** The client can agree on it with a server. */
    WORKS,
    /** It is not to be used. */
    UNUSED,
    /** It is begun, and no handshake can succeed. */
    FAILS,
    /** It cannot be set up: the client behaves as if no server offered it. */
    UNAVAILABLE
  }

  private static final Type VERSION = Type.ordered(TlsVersion.class);

  public static final Shape<Offer> SHAPE =
      Shape.<Offer>named("offer")
          .leaf("engine", Type.of(Engine.class), Offer::engine)
          .leaf("versions", new Type.ListOf(VERSION), Offer::versions)
          .leaf("latent-versions", new Type.ListOf(VERSION), Offer::latentVersions)
          .leaf("minimum", VERSION, Offer::minimum)
          .leaf("maximum", VERSION, Offer::maximum)
          .parts("suites", Suite.SHAPE, Offer::suites)
          .parts("groups", Group.SHAPE, Offer::groups)
          .leaf("security-level", Type.INTEGER, Offer::securityLevel)
          .part("cipher-list", CipherList.SHAPE, Offer::cipherList)
          .build();

  /** Nothing is known of it. */
  static Offer unknown(String reason, List<Origin> origins) {
    return new Offer(
        Fact.unknown(reason, origins),
        Fact.unknown(reason, origins),
        Fact.unknown(reason, origins),
        Fact.unknown(reason, origins),
        Fact.unknown(reason, origins),
        Fact.unknown(reason, origins),
        Fact.unknown(reason, origins),
        Fact.unknown(reason, origins),
        CipherList.unknown(reason, origins));
  }
}
