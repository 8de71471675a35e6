package dev.postern.tls;

import dev.postern.posture.tls.Suite;
import dev.postern.posture.tls.TlsVersion;
import java.util.List;

/**
 * What OpenSSL's security levels let through (ssl_security_default_callback() in ssl/ssl_cert.c,
 * SSL_CTX_set_security_level(3)).
 */
public final class SecurityLevel {
  /** The highest level. */
  public static final int HIGHEST = 5;

  private static final int[] BITS = {0, 80, 112, 128, 192, 256};
  private static final int BITS_OF_HMAC_SHA1 = 160;

  private final int level;

  public SecurityLevel(int level) {
    this.level = level;
  }

  /** Those of the suites that it allows. */
  public List<Suite> allowed(List<Suite> suites, Library library) {
    return suites.stream().filter(suite -> allows(suite, library)).toList();
  }

  /** Whether sessions may be resumed by tickets. */
  public boolean allowsTickets() {
    return level < 3;
  }

  /** Whether something of so many bits of security is strong enough. */
  public boolean allowsBits(int securityBits) {
    return securityBits >= BITS[level];
  }

  /**
   * Whether a version of the protocol can be used. From OpenSSL 3.0 on the signatures of TLS 1.0
   * and 1.1, which rest on SHA-1 and MD5, are too weak for every level but 0.
   */
  boolean allowsVersion(TlsVersion version, Library library) {
    return level == 0
        || library.builtInLevel().isEmpty()
        || version.compareTo(TlsVersion.TLSV1_2) >= 0
        || (offersVersion(version, library) && library.signsWithSha1AtAnyLevel());
  }

  /** Whether a client names the version, though the server's signature may be too weak then. */
  boolean offersVersion(TlsVersion version, Library library) {
    return library.builtInLevel().isEmpty()
        || switch (version) {
          case TLSV1_3, TLSV1_2 -> true;
          case TLSV1_1 -> level < 4;
          case TLSV1_0 -> level < 3;
          default -> level < 2;
        };
  }

  private boolean allows(Suite suite, Library library) {
    if (level == 0 || library.builtInLevel().isEmpty()) {
      return true;
    }
    boolean tls13 = suite.version() == TlsVersion.TLSV1_3;
    return library.securityBits(suite) >= BITS[level]
        && !suite.authentication().equals("none")
        && !suite.mac().equals("MD5")
        && (BITS[level] <= BITS_OF_HMAC_SHA1 || !suite.mac().equals("SHA1"))
        && (level < 2 || !suite.encryption().equals("RC4"))
        && (level < 3
            || tls13
            || suite.keyExchange().equals("DHE")
            || suite.keyExchange().equals("ECDHE"));
  }
}
