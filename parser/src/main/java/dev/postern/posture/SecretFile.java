package dev.postern.posture;

import dev.postern.fact.Fact;

/**
 * A file that holds a secret.
 *
 * @param kind what the secret is
 * @param readableBy who may read the file
 */
public record SecretFile(Fact<String> file, Fact<Kind> kind, Fact<String> readableBy) {
  /** What a secret opens. */
  public enum Kind {
    /** The private key of a certificate. */
    TLS_KEY,
    /** What the daemon shows to another server: a database, a mail store, a policy server. */
    SERVICE_PASSWORD,
    /** The passwords of users, hashed or not. */
    ACCOUNT_PASSWORDS
  }

  public static final Shape<SecretFile> SHAPE =
      Shape.<SecretFile>named("secret")
          .leaf("file", Type.TEXT, SecretFile::file)
          .leaf("kind", Type.of(Kind.class), SecretFile::kind)
          .leaf("readable-by", Type.TEXT, SecretFile::readableBy)
          .build();
}
