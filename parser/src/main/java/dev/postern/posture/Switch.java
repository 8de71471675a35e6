package dev.postern.posture;

/** On or off. */
public enum Switch {
  ON,
  OFF
}
