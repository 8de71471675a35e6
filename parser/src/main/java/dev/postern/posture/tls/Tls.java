package dev.postern.posture.tls;

import dev.postern.fact.Fact;
import dev.postern.posture.shape.Shape;
import dev.postern.posture.shape.Type;
import java.util.List;
import java.util.function.Function;

/**
 * TLS on one endpoint.
 *
 * @param required true when nothing but the handshake is possible before TLS
 * @param versions those really negotiable with the library in use
 * @param latentVersions those the configuration allows and the library stops
 * @param minimum the lowest version the configuration allows
 * @param maximum the highest version the configuration allows
 * @param stricterElsewhere whether what the configuration says of versions and suites for TLS that
 *     is demanded, or for TLS that is only offered, would be stricter, but does not count here
 * @param namedCertificates those that clients see instead who ask for a name
 */
public record Tls(
    Fact<TlsMode> mode,
    Fact<Boolean> required,
    Fact<List<TlsVersion>> versions,
    Fact<List<TlsVersion>> latentVersions,
    Fact<TlsVersion> minimum,
    Fact<TlsVersion> maximum,
    Fact<Boolean> stricterElsewhere,
    Handshake handshake,
    Certificate certificate,
    List<Certificate> namedCertificates) {
  private static final Type VERSION = Type.ordered(TlsVersion.class);

  public static final Shape<Tls> SHAPE =
      Shape.<Tls>named("tls")
          .leaf("mode", Type.of(TlsMode.class), Tls::mode)
          .leaf("required", Type.BOOLEAN, Tls::required)
          .leaf("versions", new Type.ListOf(VERSION), Tls::versions)
          .leaf("latent-versions", new Type.ListOf(VERSION), Tls::latentVersions)
          .leaf("minimum", VERSION, Tls::minimum)
          .leaf("maximum", VERSION, Tls::maximum)
          .leaf("stricter-elsewhere", Type.BOOLEAN, Tls::stricterElsewhere)
          .parts("suites", Suite.SHAPE, of(Handshake::suites))
          .parts("groups", Group.SHAPE, of(Handshake::groups))
          .leaf("dh-bits", Type.INTEGER, of(Handshake::dhBits))
          .leaf("preference", Type.of(Preference.class), of(Handshake::preference))
          .leaf("compression", Type.BOOLEAN, of(Handshake::compression))
          .leaf("tickets", Type.BOOLEAN, of(Handshake::tickets))
          .leaf("resumption-seconds", Type.INTEGER, of(Handshake::resumptionSeconds))
          .leaf("renegotiation", Type.BOOLEAN, of(Handshake::renegotiation))
          .leaf("security-level", Type.INTEGER, of(Handshake::securityLevel))
          .part("cipher-list", CipherList.SHAPE, of(Handshake::cipherList))
          .leaf(
              "client-certificate",
              Type.of(ClientCertificate.class),
              of(Handshake::clientCertificate))
          .part("certificate", Certificate.SHAPE, Tls::certificate)
          .parts(
              "named-certificates", Certificate.SHAPE, tls -> Fact.known(tls.namedCertificates()))
          .build();

  public Tls {
    namedCertificates = List.copyOf(namedCertificates);
  }

  /** With one certificate, whatever name clients ask for. */
  public Tls(
      Fact<TlsMode> mode,
      Fact<Boolean> required,
      Fact<List<TlsVersion>> versions,
      Fact<List<TlsVersion>> latentVersions,
      Fact<TlsVersion> minimum,
      Fact<TlsVersion> maximum,
      Fact<Boolean> stricterElsewhere,
      Handshake handshake,
      Certificate certificate) {
    this(
        mode,
        required,
        versions,
        latentVersions,
        minimum,
        maximum,
        stricterElsewhere,
        handshake,
        certificate,
        List.of());
  }

  /** The same with other certificates. */
  public Tls with(Certificate shown, List<Certificate> named) {
    return new Tls(
        mode,
        required,
        versions,
        latentVersions,
        minimum,
        maximum,
        stricterElsewhere,
        handshake,
        shown,
        named);
  }

  private static <T> Function<Tls, T> of(Function<Handshake, T> read) {
    return tls -> read.apply(tls.handshake());
  }
}
