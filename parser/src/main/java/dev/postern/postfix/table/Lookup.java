package dev.postern.postfix.table;

/** What a lookup table answers to a key. */
public sealed interface Lookup {
  Lookup NOTHING = new Nothing();

  /**
   * The table holds the key.
   *
   * @param value the right-hand side; may be empty
   */
  record Found(String value) implements Lookup {}

  /** The same where an empty answer is a mistake, over which the lookup fails (global/maps.c). */
  static Lookup filled(Lookup answer) {
    return answer.equals(new Found("")) ? new Fails("the answer is empty") : answer;
  }

  /** The table does not hold the key. */
  record Nothing() implements Lookup {}

  /**
   * Postfix cannot ask the table: smtpd answers such a lookup with a temporary error.
   *
   * @param reason in a few words
   */
  record Fails(String reason) implements Lookup {}
}
