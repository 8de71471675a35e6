package dev.postern.posture.tls;

import dev.postern.fact.Fact;
import dev.postern.fact.Origin;
import java.util.List;

/**
 * What a client meets in a TLS handshake, besides the version and the certificate.
 *
 * @param suites those that can be negotiated with the versions, keys and groups there are
 * @param groups those of key agreement; for TLS 1.2 and older only those of elliptic curves
 * @param dhBits length of the prime of finite-field Diffie-Hellman up to TLS 1.2, anonymous suites
 *     aside; 0 when no suite uses it
 * @param compression whether TLS compresses, so that lengths tell about contents
 * @param tickets whether sessions are resumed by tickets
 * @param resumptionSeconds how long after its handshake a session can be resumed at most
 * @param renegotiation whether a client may ask for a new handshake on a connection, as long as
 *     that is TLS 1.2 or older
 * @param securityLevel OpenSSL's security level that is in force
 */
public record Handshake(
    Fact<List<Suite>> suites,
    Fact<List<Group>> groups,
    Fact<Integer> dhBits,
    Fact<Preference> preference,
    Fact<Boolean> compression,
    Fact<Boolean> tickets,
    Fact<Integer> resumptionSeconds,
    Fact<Boolean> renegotiation,
    Fact<Integer> securityLevel,
    CipherList cipherList,
    Fact<ClientCertificate> clientCertificate) {

  /** Nothing is known, or there is nothing to know. */
  public static Handshake unknown(String reason, List<Origin> origins) {
    return new Handshake(
        Fact.unknown(reason, origins),
        Fact.unknown(reason, origins),
        Fact.unknown(reason, origins),
        Fact.unknown(reason, origins),
        Fact.unknown(reason, origins),
        Fact.unknown(reason, origins),
        Fact.unknown(reason, origins),
        Fact.unknown(reason, origins),
        Fact.unknown(reason, origins),
        CipherList.unknown(reason, origins),
        Fact.unknown(reason, origins));
  }
}
