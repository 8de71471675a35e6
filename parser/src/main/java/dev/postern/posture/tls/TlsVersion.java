package dev.postern.posture.tls;

import java.util.Locale;
import java.util.Optional;

/** A version of SSL or TLS, in ascending order. */
public enum TlsVersion {
  SSLV2("SSLv2"),
  SSLV3("SSLv3"),
  TLSV1_0("TLSv1"),
  TLSV1_1("TLSv1.1"),
  TLSV1_2("TLSv1.2"),
  TLSV1_3("TLSv1.3");

  private final String word;

  TlsVersion(String word) {
    this.word = word;
  }

  /** Reads OpenSSL's names, in any case; {@code TLSv1.0} is {@code TLSv1}. */
  public static Optional<TlsVersion> parse(String text) {
    String wanted = text.equalsIgnoreCase("TLSv1.0") ? "tlsv1" : text.toLowerCase(Locale.ROOT);
    for (TlsVersion version : values()) {
      if (version.word.toLowerCase(Locale.ROOT).equals(wanted)) {
        return Optional.of(version);
      }
    }
    return Optional.empty();
  }

  @Override
  public String toString() {
    return word;
  }
}
