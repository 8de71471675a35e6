package dev.postern.tls;

/** The kind of a server's private key, which decides the suites that it can be used with. */
public enum KeyKind {
  RSA,
  /** A key that signs by RSASSA-PSS only. */
  RSA_PSS,
  ECDSA,
  /** Ed25519 or Ed448: used with the suites of ECDSA. */
  EDDSA,
  DSA
}
