package dev.postern.dovecot;

/** A value as a statement has it. */
record RawValue(String text, Statement.Form form) {
  static RawValue text(String text) {
    return new RawValue(text, Statement.Form.TEXT);
  }
}
