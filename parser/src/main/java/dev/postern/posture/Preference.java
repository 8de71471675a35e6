package dev.postern.posture;

/** Whose order of cipher suites decides. */
public enum Preference {
  SERVER,
  CLIENT
}
