package dev.postern.posture.network;

/** Who of the outside gets to a port. */
public enum Reach {
  NONE,
  /** Those who are let in: some networks. */
  SOME,
  /** Everybody, or everybody but some who are kept out. */
  ANY
}
