package dev.postern.tls;

import java.util.Arrays;
import java.util.Optional;

/**
 * What a private key and its certificate have in common: the modulus of RSA, the point of an
 * elliptic curve. Nothing secret is kept.
 */
record PublicPart(String algorithm, byte[] bytes) {
  private static final String RSA = "2a864886f70d010101";
  private static final String RSA_PSS = "2a864886f70d01010a";
  private static final String EC = "2a8648ce3d0201";

  /** Of a SubjectPublicKeyInfo (RFC 5280 section 4.1). */
  static Optional<PublicPart> ofPublicKey(byte[] info) {
    Der key = Der.read(info);
    byte[] bits = key.child(1).bits();
    return switch (hex(key.child(0).child(0))) {
      case RSA, RSA_PSS -> ofModulus(Der.read(bits).child(0));
      case EC -> Optional.of(new PublicPart("EC", bits));
      default -> Optional.empty();
    };
  }

  /** Of a private key of PKCS#1, SEC 1 or PKCS#8; empty when it does not tell. */
  static Optional<PublicPart> ofPrivateKey(Pem.Block block) {
    if (block.encrypted()) {
      return Optional.empty();
    }
    Der key = Der.read(block.der());
    return switch (block.label()) {
      case "RSA PRIVATE KEY" -> ofModulus(key.child(1));
      case "EC PRIVATE KEY" -> ofEcKey(key);
      case "PRIVATE KEY" -> {
        Der inner = Der.read(key.child(2).content());
        yield switch (hex(key.child(1).child(0))) {
          case RSA, RSA_PSS -> ofModulus(inner.child(1));
          case EC -> ofEcKey(inner);
          default -> Optional.empty();
        };
      }
      default -> Optional.empty();
    };
  }

  private static Optional<PublicPart> ofModulus(Der modulus) {
    return modulus.number().signum() == 0
        ? Optional.empty()
        : Optional.of(new PublicPart("RSA", modulus.number().toByteArray()));
  }

  /** The public key stands in {@code [1]} (RFC 5915), unless it is left out. */
  private static Optional<PublicPart> ofEcKey(Der key) {
    for (Der child : key.children()) {
      if (child.is(Der.CONTEXT + 1)) {
        return Optional.of(new PublicPart("EC", child.child(0).bits()));
      }
    }
    return Optional.empty();
  }

  private static String hex(Der object) {
    return object.is(Der.OBJECT) ? java.util.HexFormat.of().formatHex(object.content()) : "";
  }

  /** Whether a private key belongs to a public one; unknown when they cannot be compared. */
  static Optional<Boolean> match(Optional<PublicPart> one, Optional<PublicPart> other) {
    return one.isEmpty() || other.isEmpty()
        ? Optional.empty()
        : Optional.of(
            one.get().algorithm.equals(other.get().algorithm)
                && Arrays.equals(one.get().bytes, other.get().bytes));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PublicPart part
        && algorithm.equals(part.algorithm)
        && Arrays.equals(bytes, part.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return algorithm;
  }
}
