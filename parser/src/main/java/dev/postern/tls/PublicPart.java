package dev.postern.tls;

import java.util.HexFormat;
import java.util.Optional;

/**
 * What a private key and its certificate have in common: the modulus of RSA, the point of an
 * elliptic curve. Nothing secret is kept.
 */
record PublicPart(String algorithm, String hex) {
  private static final String RSA = "2a864886f70d010101";
  private static final String RSA_PSS = "2a864886f70d01010a";
  private static final String EC = "2a8648ce3d0201";
  private static final String DSA = "2a8648ce380401";
  private static final String ED25519 = "2b6570";
  private static final String ED448 = "2b6571";

  /** Of a SubjectPublicKeyInfo (RFC 5280 section 4.1). */
  static Optional<PublicPart> ofPublicKey(byte[] info) {
    Der key = Der.read(info);
    byte[] bits = key.child(1).bits();
    return switch (object(key.child(0).child(0))) {
      case RSA, RSA_PSS -> ofModulus(Der.read(bits).child(0));
      case EC -> Optional.of(new PublicPart("EC", HexFormat.of().formatHex(bits)));
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
        yield switch (object(key.child(1).child(0))) {
          case RSA, RSA_PSS -> ofModulus(inner.child(1));
          case EC -> ofEcKey(inner);
          default -> Optional.empty();
        };
      }
      default -> Optional.empty();
    };
  }

  /** The kind of a private key; empty when it does not tell, or is encrypted. */
  static Optional<KeyKind> kindOfPrivateKey(Pem.Block block) {
    if (block.encrypted()) {
      return Optional.empty();
    }
    return switch (block.label()) {
      case "RSA PRIVATE KEY" -> Optional.of(KeyKind.RSA);
      case "EC PRIVATE KEY" -> Optional.of(KeyKind.ECDSA);
      case "DSA PRIVATE KEY" -> Optional.of(KeyKind.DSA);
      case "PRIVATE KEY" ->
          switch (object(Der.read(block.der()).child(1).child(0))) {
            case RSA -> Optional.of(KeyKind.RSA);
            case RSA_PSS -> Optional.of(KeyKind.RSA_PSS);
            case EC -> Optional.of(KeyKind.ECDSA);
            case DSA -> Optional.of(KeyKind.DSA);
            case ED25519, ED448 -> Optional.of(KeyKind.EDDSA);
            default -> Optional.empty();
          };
      default -> Optional.empty();
    };
  }

  private static Optional<PublicPart> ofModulus(Der modulus) {
    return modulus.number().signum() == 0
        ? Optional.empty()
        : Optional.of(new PublicPart("RSA", modulus.number().toString(16)));
  }

  /** The public key stands in {@code [1]} (RFC 5915), unless it is left out. */
  private static Optional<PublicPart> ofEcKey(Der key) {
    for (Der child : key.children()) {
      if (child.is(Der.CONTEXT + 1)) {
        return Optional.of(new PublicPart("EC", HexFormat.of().formatHex(child.child(0).bits())));
      }
    }
    return Optional.empty();
  }

  private static String object(Der object) {
    return object.is(Der.OBJECT) ? HexFormat.of().formatHex(object.content()) : "";
  }

  /** Whether a private key belongs to a public one; unknown when they cannot be compared. */
  static Optional<Boolean> match(Optional<PublicPart> one, Optional<PublicPart> other) {
    return one.flatMap(mine -> other.map(mine::equals));
  }
}
