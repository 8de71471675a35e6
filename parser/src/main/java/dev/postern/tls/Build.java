package dev.postern.tls;

import dev.postern.posture.TlsVersion;
import dev.postern.posture.Version;

/**
 * An OpenSSL as it is installed.
 *
 * @param level the security level that holds unless a program or a cipher string sets one
 */
public record Build(Version version, int level) {
  public Library library() {
    return Library.of(version);
  }

  /** Whether it is compiled with a version of the protocol. SSL 2 and 3 are left out since 1.1. */
  public boolean has(TlsVersion protocol) {
    return switch (protocol) {
      case SSLV2 -> false;
      case SSLV3 -> !version.atLeast("1.1.0");
      case TLSV1_3 -> version.atLeast("1.1.1");
      default -> true;
    };
  }
}
