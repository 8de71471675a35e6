package dev.postern.tls;

import java.io.ByteArrayInputStream;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.security.interfaces.DSAPublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECKey;
import java.security.interfaces.RSAPublicKey;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** An X.509 certificate as what it tells. */
final class CertificateText {
  private static final int NAME_OF_HOST = 2;
  private static final int ADDRESS = 7;

  private final X509Certificate certificate;

  private CertificateText(X509Certificate certificate) {
    this.certificate = certificate;
  }

  /** Reads one; empty when it is damaged, or of a kind that Java does not read. */
  static Optional<CertificateText> read(byte[] der) {
    try {
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      return Optional.of(
          new CertificateText(
              (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(der))));
    } catch (CertificateException | RuntimeException e) {
      // Java's parser answers some damaged certificates with runtime exceptions.
      return Optional.empty();
    }
  }

  String subject() {
    return certificate.getSubjectX500Principal().getName();
  }

  String issuer() {
    return certificate.getIssuerX500Principal().getName();
  }

  /** Whether it names itself as its issuer. */
  boolean selfSigned() {
    return certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal());
  }

  LocalDate notBefore() {
    return certificate.getNotBefore().toInstant().atZone(ZoneOffset.UTC).toLocalDate();
  }

  LocalDate notAfter() {
    return certificate.getNotAfter().toInstant().atZone(ZoneOffset.UTC).toLocalDate();
  }

  /** The DNS names and addresses it is for; clients look at nothing else (RFC 9525). */
  List<String> names() {
    List<String> names = new ArrayList<>();
    try {
      Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
      for (List<?> alternative : alternatives == null ? List.<List<?>>of() : alternatives) {
        int kind = (Integer) alternative.get(0);
        if ((kind == NAME_OF_HOST || kind == ADDRESS)
            && alternative.get(1) instanceof String name) {
          names.add(name);
        }
      }
    } catch (CertificateParsingException e) {
      return List.of();
    }
    return List.copyOf(names);
  }

  /** Whether a name is among them, where {@code *} stands for the first label (RFC 6125). */
  boolean covers(String host) {
    int dot = host.indexOf('.');
    String wild = dot < 0 ? "" : "*" + host.substring(dot);
    return names().stream()
        .anyMatch(name -> name.equalsIgnoreCase(host) || name.equalsIgnoreCase(wild));
  }

  KeyKind keyKind() {
    return switch (key().getAlgorithm()) {
      case "RSA" -> KeyKind.RSA;
      case "RSASSA-PSS" -> KeyKind.RSA_PSS;
      case "DSA" -> KeyKind.DSA;
      case "EC" -> KeyKind.ECDSA;
      default -> KeyKind.EDDSA;
    };
  }

  /** The length of the modulus, of the prime, or of the curve's order. */
  int keyBits() {
    PublicKey key = key();
    if (key instanceof RSAPublicKey rsa) {
      return rsa.getModulus().bitLength();
    }
    if (key instanceof DSAPublicKey dsa) {
      return dsa.getParams() == null ? 0 : dsa.getParams().getP().bitLength();
    }
    if (key instanceof ECPublicKey ec) {
      return ec.getParams().getOrder().bitLength();
    }
    return key instanceof EdECKey edwards && edwards.getParams().getName().equals("Ed448")
        ? 448
        : 256;
  }

  /** Java's name of the signature's algorithm, such as {@code SHA256withRSA}. */
  String signature() {
    return certificate.getSigAlgName();
  }

  /** False only for a private key of another kind. */
  boolean mayBeOfItsKind(Pem.Block key) {
    return PublicPart.kindOfPrivateKey(key).filter(kind -> kind != keyKind()).isEmpty();
  }

  private Optional<PublicPart> publicPart() {
    return PublicPart.ofPublicKey(key().getEncoded());
  }

  /** Whether a private key is its own; empty when that cannot be told. */
  Optional<Boolean> isOf(Pem.Block key) {
    if (!mayBeOfItsKind(key)) {
      return Optional.of(false);
    }
    return keyKind() == KeyKind.EDDSA && !key.encrypted()
        ? EdwardsKeys.match(key.der(), key())
        : PublicPart.match(publicPart(), PublicPart.ofPrivateKey(key));
  }

  private PublicKey key() {
    return certificate.getPublicKey();
  }
}
