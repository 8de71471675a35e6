package dev.postern.postfix;

/** How far an SMTP session has come. */
enum Stage {
  CLIENT,
  HELO,
  SENDER,
  RECIPIENT;

  /** Whether what the client says at another stage has been said. */
  boolean knows(Stage other) {
    return compareTo(other) >= 0;
  }
}
