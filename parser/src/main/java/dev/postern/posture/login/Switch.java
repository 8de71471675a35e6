package dev.postern.posture.login;

/** On or off. */
public enum Switch {
  ON,
  OFF
}
