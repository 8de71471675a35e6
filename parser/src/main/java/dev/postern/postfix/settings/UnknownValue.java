package dev.postern.postfix.settings;

/** A value that cannot be known. */
public final class UnknownValue extends Exception {
  private static final long serialVersionUID = 1L;

  UnknownValue(String reason) {
    super(reason, null, false, false);
  }

  String reason() {
    return String.valueOf(getMessage());
  }
}
