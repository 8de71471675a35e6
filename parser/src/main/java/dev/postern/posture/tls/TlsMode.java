package dev.postern.posture.tls;

/** How TLS begins on a listener. */
public enum TlsMode {
  NONE,
  STARTTLS,
  IMPLICIT
}
