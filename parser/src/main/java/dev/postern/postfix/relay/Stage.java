package dev.postern.postfix.relay;

/** How far an SMTP session has come. */
public enum Stage {
  CLIENT,
  HELO,
  SENDER,
  RECIPIENT;

  /** Whether what the client says at another stage has been said. */
  boolean knows(Stage other) {
    return compareTo(other) >= 0;
  }
}
