package dev.postern.cli;

/** Something the user has to put right: an option, a path, the configuration, a policy. */
final class UsageError extends Exception {
  private static final long serialVersionUID = 1L;

  /**
   * A mistake of the user's.
   *
   * @param message what was found, what was expected, what to do; may have several lines
   */
  UsageError(String message) {
    super(message);
  }

  /** The same, found by way of another exception. */
  UsageError(String message, Throwable cause) {
    super(message, cause);
  }

  String message() {
    String message = getMessage();
    return message == null ? "" : message;
  }
}
