package dev.postern.posture;

import dev.postern.fact.Fact;
import java.util.List;

/**
 * What a client offers in a TLS handshake.
 *
 * @param versions those it offers; none where it uses no TLS, or cannot
 * @param latentVersions those the configuration allows and the library does not offer
 * @param minimum the lowest version the configuration allows
 * @param maximum the highest version the configuration allows
 * @param suites those it offers, in its order, those of TLS 1.3 first
 * @param groups those of key agreement
 * @param securityLevel OpenSSL's security level that is in force
 */
public record Offer(
    Fact<List<TlsVersion>> versions,
    Fact<List<TlsVersion>> latentVersions,
    Fact<TlsVersion> minimum,
    Fact<TlsVersion> maximum,
    Fact<List<Suite>> suites,
    Fact<List<Group>> groups,
    Fact<Integer> securityLevel,
    CipherList cipherList) {
  private static final Type VERSION = Type.ordered(TlsVersion.class);

  public static final Shape<Offer> SHAPE =
      Shape.<Offer>named("offer")
          .leaf("versions", new Type.ListOf(VERSION), Offer::versions)
          .leaf("latent-versions", new Type.ListOf(VERSION), Offer::latentVersions)
          .leaf("minimum", VERSION, Offer::minimum)
          .leaf("maximum", VERSION, Offer::maximum)
          .parts("suites", Suite.SHAPE, Offer::suites)
          .parts("groups", Group.SHAPE, Offer::groups)
          .leaf("security-level", Type.INTEGER, Offer::securityLevel)
          .part("cipher-list", CipherList.SHAPE, Offer::cipherList)
          .build();
}
