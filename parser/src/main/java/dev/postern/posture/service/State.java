package dev.postern.posture.service;

/** Whether anybody can use a listener. */
public enum State {
  WORKS,
  /** It answers, and nobody can log in. */
  REFUSES,
  /** It accepts connections and never answers. */
  DEAD,
  CLOSED
}
