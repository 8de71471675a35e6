package dev.postern.posture;

/** Who of the outside gets to a port. */
public enum Reach {
  NONE,
  SOME,
  ANY
}
