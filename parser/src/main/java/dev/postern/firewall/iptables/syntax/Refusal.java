package dev.postern.firewall.iptables.syntax;

/** A word that iptables-restore refuses, or that only an extension it does not bring would take. */
public final class Refusal extends Exception {
  private static final long serialVersionUID = 1L;
  private final transient Word word;
  private final String why;

  /**
   * @param message what was found and what was expected
   */
  public Refusal(Word word, String message) {
    super(message, null, false, false);
    this.word = word;
    this.why = message;
  }

  public String why() {
    return why;
  }

  public Word word() {
    return word;
  }
}
