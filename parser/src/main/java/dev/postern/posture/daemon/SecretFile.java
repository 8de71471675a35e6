package dev.postern.posture.daemon;

import dev.postern.fact.Fact;
import dev.postern.posture.shape.Shape;
import dev.postern.posture.shape.Type;
import java.util.List;

/**
 * A file that holds a secret.
 *
 * @param kind what the secret is
 * @param sample whether it holds a password that manuals print
 * @param present whether the file is among those that were given
 * @param readableBy users by their names, groups as {@code group:NAME}, and {@code everyone}; a
 *     directory that does not let them pass keeps them from reading
 */
public record SecretFile(
    Fact<String> file,
    Fact<Kind> kind,
    Fact<Boolean> sample,
    Fact<Boolean> present,
    Fact<List<String>> readableBy) {
  /** What a secret opens. */
  public enum Kind {
    /** The private key of a certificate. */
    TLS_KEY,
    /** What the daemon shows to another server: a database, a mail store, a policy server. */
    SERVICE_PASSWORD,
    /** The passwords of users, hashed or not. */
    ACCOUNT_PASSWORDS
  }

  private static final String NOT_LOOKED_AT = "the file was not looked at";

  public static final Shape<SecretFile> SHAPE =
      Shape.<SecretFile>named("secret")
          .leaf("file", Type.TEXT, SecretFile::file)
          .leaf("kind", Type.of(Kind.class), SecretFile::kind)
          .leaf("sample", Type.BOOLEAN, SecretFile::sample)
          .leaf("present", Type.BOOLEAN, SecretFile::present)
          .leaf("readable-by", new Type.ListOf(Type.TEXT), SecretFile::readableBy)
          .build();

  /** A secret of which only the configuration tells. */
  public SecretFile(Fact<String> file, Fact<Kind> kind, Fact<Boolean> sample) {
    this(file, kind, sample, Fact.unknown(NOT_LOOKED_AT), Fact.unknown(NOT_LOOKED_AT));
  }

  /** The same of a file in which more than one secret stands. */
  public SecretFile and(SecretFile other) {
    return new SecretFile(file, kind, Fact.or(sample, other.sample), present, readableBy);
  }
}
