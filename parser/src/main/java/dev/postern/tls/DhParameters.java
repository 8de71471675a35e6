package dev.postern.tls;

import java.util.Optional;

/** Parameters of finite-field Diffie-Hellman. */
final class DhParameters {
  private DhParameters() {}

  /** The length of the prime of the first parameters in a PEM text (PKCS#3); empty without any. */
  static Optional<Integer> bits(String pem) {
    for (Pem.Block block : Pem.blocks(pem)) {
      if (block.label().equals("DH PARAMETERS") || block.label().equals("X9.42 DH PARAMETERS")) {
        int bits = Der.read(block.der()).child(0).number().bitLength();
        return bits == 0 ? Optional.empty() : Optional.of(bits);
      }
    }
    return Optional.empty();
  }
}
