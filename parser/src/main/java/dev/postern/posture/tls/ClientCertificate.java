package dev.postern.posture.tls;

/** Whether clients are asked for a certificate of theirs. */
public enum ClientCertificate {
  NONE,
  REQUESTED,
  REQUIRED
}
