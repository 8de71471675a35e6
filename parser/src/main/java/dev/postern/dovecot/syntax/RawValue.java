package dev.postern.dovecot.syntax;

/** A value as a statement has it. */
public record RawValue(String text, Statement.Form form) {
  public static RawValue text(String text) {
    return new RawValue(text, Statement.Form.TEXT);
  }
}
