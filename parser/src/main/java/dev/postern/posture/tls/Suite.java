package dev.postern.posture.tls;

import dev.postern.fact.Fact;
import dev.postern.posture.shape.Shape;
import dev.postern.posture.shape.Type;

/**
 * A cipher suite.
 *
 * @param name OpenSSL's name
 * @param iana the name in IANA's registry
 * @param version the oldest version of the protocol that has it
 * @param keyExchange {@code RSA, DHE, ECDHE, PSK …}; {@code any} in TLS 1.3
 * @param authentication {@code RSA, ECDSA, DSS, PSK …}; {@code none} when the server is anonymous,
 *     {@code any} in TLS 1.3
 * @param encryption the cipher and its mode where that is not CBC: {@code AESGCM, AES, CHACHA20,
 *     3DES, RC4}; {@code none} when nothing is encrypted
 * @param bits the length of the cipher's key; zero without encryption
 * @param mac {@code SHA1, SHA256, MD5 …}; {@code AEAD} when the cipher authenticates by itself
 */
public record Suite(
    String name,
    String iana,
    TlsVersion version,
    String keyExchange,
    String authentication,
    String encryption,
    int bits,
    String mac) {
  public static final Shape<Suite> SHAPE =
      Shape.<Suite>named("suite")
          .leaf("name", Type.TEXT, suite -> Fact.known(suite.name()))
          .leaf("iana", Type.TEXT, suite -> Fact.known(suite.iana()))
          .leaf("version", Type.ordered(TlsVersion.class), suite -> Fact.known(suite.version()))
          .leaf("key-exchange", Type.TEXT, suite -> Fact.known(suite.keyExchange()))
          .leaf("authentication", Type.TEXT, suite -> Fact.known(suite.authentication()))
          .leaf("encryption", Type.TEXT, suite -> Fact.known(suite.encryption()))
          .leaf("bits", Type.INTEGER, suite -> Fact.known(suite.bits()))
          .leaf("mac", Type.TEXT, suite -> Fact.known(suite.mac()))
          .leaf("forward-secret", Type.BOOLEAN, suite -> Fact.known(suite.forwardSecret()))
          .leaf("aead", Type.BOOLEAN, suite -> Fact.known(suite.aead()))
          .build();

  /** Whether a recorded session stays secret when the server's key becomes known. */
  public boolean forwardSecret() {
    return version == TlsVersion.TLSV1_3
        || keyExchange.startsWith("DHE")
        || keyExchange.startsWith("ECDHE");
  }

  /** Whether encryption and authentication are one. */
  public boolean aead() {
    return mac.equals("AEAD");
  }
}
