package dev.postern.tls;

import dev.postern.posture.service.Version;
import java.util.Locale;

/**
 * How strong OpenSSL rates keys and signatures, in bits of security (crypto/rsa/rsa_lib.c
 * ossl_ifc_ffc_compute_security_bits(), crypto/bn/bn_lib.c BN_security_bits(),
 * crypto/ec/ec_ameth.c, crypto/x509/x509_set.c).
 */
final class SecurityBits {
  /** Since when lengths of RSA keys between the usual ones are rated by a formula. */
  private static final String FORMULA_SINCE = "3.0";

  private SecurityBits() {}

  /** Of a certificate's key. */
  static int ofKey(KeyKind kind, int bits, Version openssl) {
    return switch (kind) {
      case RSA, RSA_PSS -> openssl.atLeast(FORMULA_SINCE) ? ofRsa(bits) : ofPrime(bits);
      case DSA -> ofPrime(bits);
      case ECDSA -> ofCurve(bits);
      case EDDSA -> bits / 2;
    };
  }

  /** Of a prime of Diffie-Hellman or DSA. */
  static int ofPrime(int bits) {
    return bits >= 15360
        ? 256
        : bits >= 7680 ? 192 : bits >= 3072 ? 128 : bits >= 2048 ? 112 : bits >= 1024 ? 80 : 0;
  }

  private static int ofRsa(int bits) {
    return switch (bits) {
      case 2048 -> 112;
      case 3072 -> 128;
      case 4096 -> 152;
      case 6144 -> 176;
      case 7680 -> 192;
      case 8192 -> 200;
      case 15360 -> 256;
      default -> bits < 8 ? 0 : byFormula(bits);
    };
  }

  /** NIST SP 800-56B appendix D, rounded to eights and capped as OpenSSL does it. */
  private static int byFormula(int bits) {
    double x = bits * Math.log(2);
    double strength = (1.923 * Math.cbrt(x * Math.log(x) * Math.log(x)) - 4.69) / Math.log(2);
    int cap = bits <= 7680 ? 192 : bits <= 15360 ? 256 : 1200;
    return Math.min(cap, ((int) strength + 4) & ~7);
  }

  private static int ofCurve(int order) {
    return order >= 512
        ? 256
        : order >= 384
            ? 192
            : order >= 256 ? 128 : order >= 224 ? 112 : order >= 160 ? 80 : order / 2;
  }

  /**
   * Of a signature, by Java's name of its algorithm; the highest where the name does not tell its
   * digest.
   */
  static int ofSignature(String algorithm, Version openssl) {
    String name = algorithm.toUpperCase(Locale.ROOT);
    boolean attacksCount = openssl.atLeast("3.0");
    if (name.startsWith("MD5") || name.startsWith("MD2")) {
      return attacksCount ? 39 : 64;
    }
    if (name.startsWith("SHA1")) {
      return attacksCount ? 63 : 80;
    }
    return name.startsWith("SHA224") ? 112 : name.startsWith("SHA256") ? 128 : 192;
  }
}
