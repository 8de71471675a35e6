package dev.postern.postfix.settings;

/** A text that Postfix refuses to expand. */
public final class RefusedText extends Exception {
  private static final long serialVersionUID = 1L;

  RefusedText(String message) {
    super(message, null, false, false);
  }

  String message() {
    return String.valueOf(getMessage());
  }
}
