package dev.postern.posture;

/** How TLS begins on a listener. */
public enum TlsMode {
  NONE,
  STARTTLS,
  IMPLICIT
}
