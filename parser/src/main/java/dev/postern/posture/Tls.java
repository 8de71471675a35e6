package dev.postern.posture;

import dev.postern.fact.Fact;
import java.util.List;

/**
 * TLS on one endpoint.
 *
 * @param required true when nothing but the handshake is possible before TLS
 * @param versions those really negotiable with the library in use
 * @param latentVersions those the configuration allows and the library stops
 * @param minimum the lowest version the configuration allows
 * @param maximum the highest version the configuration allows
 */
public record Tls(
    Fact<TlsMode> mode,
    Fact<Boolean> required,
    Fact<List<TlsVersion>> versions,
    Fact<List<TlsVersion>> latentVersions,
    Fact<TlsVersion> minimum,
    Fact<TlsVersion> maximum,
    Certificate certificate) {
  private static final Type VERSION = Type.ordered(TlsVersion.class);

  public static final Shape<Tls> SHAPE =
      Shape.<Tls>named("tls")
          .leaf("mode", Type.of(TlsMode.class), Tls::mode)
          .leaf("required", Type.BOOLEAN, Tls::required)
          .leaf("versions", new Type.ListOf(VERSION), Tls::versions)
          .leaf("latent-versions", new Type.ListOf(VERSION), Tls::latentVersions)
          .leaf("minimum", VERSION, Tls::minimum)
          .leaf("maximum", VERSION, Tls::maximum)
          .part("certificate", Certificate.SHAPE, Tls::certificate)
          .build();
}
