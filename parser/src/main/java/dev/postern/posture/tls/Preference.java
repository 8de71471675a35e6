package dev.postern.posture.tls;

/** Whose order of cipher suites decides. */
public enum Preference {
  SERVER,
  CLIENT
}
