package dev.postern.posture.login;

/** What a SASL mechanism lets an eavesdropper of an unencrypted session learn. */
public enum MechanismKind {
  /** The password itself: PLAIN, LOGIN. */
  PLAINTEXT,
  /** A bearer token, as good as a password while it lives: XOAUTH2, OAUTHBEARER. */
  TOKEN,
  /** An answer to a challenge: CRAM-MD5, SCRAM-SHA-256, GSSAPI, NTLM. */
  CHALLENGE,
  /** Nothing; the identity comes from TLS. */
  EXTERNAL,
  /** Nothing; no identity is proved. */
  ANONYMOUS
}
