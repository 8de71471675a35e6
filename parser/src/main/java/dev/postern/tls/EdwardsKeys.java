package dev.postern.tls;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Optional;

/**
 * Private keys of Ed25519 and Ed448, whose files do not hold the public part (RFC 8410): whether
 * one belongs to a certificate shows when it signs something.
 */
final class EdwardsKeys {
  private static final String ALGORITHM = "EdDSA";
  private static final byte[] SIGNED = "to be signed".getBytes(StandardCharsets.US_ASCII);

  private EdwardsKeys() {}

  /** Whether a key of PKCS#8 is that of a certificate; empty when that cannot be told. */
  static Optional<Boolean> match(byte[] key, PublicKey certified) {
    try {
      Signature signature = Signature.getInstance(ALGORITHM);
      signature.initSign(
          KeyFactory.getInstance(ALGORITHM).generatePrivate(new PKCS8EncodedKeySpec(key)));
      signature.update(SIGNED);
      byte[] made = signature.sign();
      signature.initVerify(certified);
      signature.update(SIGNED);
      return Optional.of(signature.verify(made));
    } catch (GeneralSecurityException e) {
      return Optional.empty();
    }
  }
}
