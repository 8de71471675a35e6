package dev.postern.posture.daemon;

import dev.postern.fact.Fact;
import dev.postern.posture.service.SoftwareName;
import dev.postern.posture.shape.Shape;
import dev.postern.posture.shape.Type;

/**
 * What a daemon writes down of logins.
 *
 * @param destination a file or {@code syslog}
 * @param failures whether a failed login leaves a line
 * @param failureReasons whether the line tells why: a wrong password or an unknown user
 * @param passwords whether the passwords that were tried are written down
 * @param tls whether the steps of a handshake are
 * @param clientAddress whether the line of a login tells the client's address
 * @param encryption whether it tells if TLS was used
 */
public record Logging(
    Fact<SoftwareName> software,
    Fact<String> destination,
    Fact<Boolean> failures,
    Fact<Boolean> failureReasons,
    Fact<Passwords> passwords,
    Fact<Boolean> tls,
    Fact<Boolean> clientAddress,
    Fact<Boolean> encryption) {
  /** How a password stands in the log. */
  public enum Passwords {
    NONE,
    /** As up to six letters of a hash, which tell whether two tries were the same. */
    SHORTENED,
    /** Without salt, so that guessing undoes it. */
    HASHED,
    PLAIN
  }

  public static final Shape<Logging> SHAPE =
      Shape.<Logging>named("logging")
          .leaf("software", Type.of(SoftwareName.class), Logging::software)
          .leaf("destination", Type.TEXT, Logging::destination)
          .leaf("authentication-failures", Type.BOOLEAN, Logging::failures)
          .leaf("failure-reasons", Type.BOOLEAN, Logging::failureReasons)
          .leaf("passwords", Type.ordered(Passwords.class), Logging::passwords)
          .leaf("tls", Type.BOOLEAN, Logging::tls)
          .leaf("client-address", Type.BOOLEAN, Logging::clientAddress)
          .leaf("encryption", Type.BOOLEAN, Logging::encryption)
          .build();
}
