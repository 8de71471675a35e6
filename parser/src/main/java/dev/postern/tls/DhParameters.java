package dev.postern.tls;

import java.util.Optional;

/** Parameters of finite-field Diffie-Hellman. */
public final class DhParameters {
  private DhParameters() {}

  /**
   * The length of the prime of the first parameters in a PEM text; empty without any.
   *
   * @param ofX942 whether those in the form of X9.42 count beside those of PKCS#3
   */
  public static Optional<Integer> bits(String pem, boolean ofX942) {
    for (Pem.Block block : Pem.blocks(pem)) {
      if (block.label().equals("DH PARAMETERS")
          || (ofX942 && block.label().equals("X9.42 DH PARAMETERS"))) {
        int bits = Der.read(block.der()).child(0).number().bitLength();
        return bits == 0 ? Optional.empty() : Optional.of(bits);
      }
    }
    return Optional.empty();
  }
}
