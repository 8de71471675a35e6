package dev.postern.packages;

/** A database that breaks its format. */
final class Damaged extends Exception {
  private static final long serialVersionUID = 1L;

  Damaged(String message) {
    super(message);
  }
}
