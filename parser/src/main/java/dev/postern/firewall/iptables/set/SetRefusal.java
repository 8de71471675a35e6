package dev.postern.firewall.iptables.set;

/** A line that ipset refuses, or may refuse. */
final class SetRefusal extends Exception {
  private static final long serialVersionUID = 1L;
  private final String why;
  private final Kind kind;

  private enum Kind {
    CERTAIN,
    POSSIBLE,
    PRESENCE
  }

  private SetRefusal(String why, Kind kind) {
    super(why, null, false, false);
    this.why = why;
    this.kind = kind;
  }

  /** What ipset refuses wherever it runs. */
  static SetRefusal of(String why) {
    return new SetRefusal(why, Kind.CERTAIN);
  }

  /** What it refuses unless the machine knows more than its files tell. */
  static SetRefusal possibly(String why) {
    return new SetRefusal(why, Kind.POSSIBLE);
  }

  /** What it refuses for it is there already, or is not there, unless it is told {@code -exist}. */
  static SetRefusal ofPresence(String why) {
    return new SetRefusal(why, Kind.PRESENCE);
  }

  /** What was found, and what was expected. */
  String why() {
    return why;
  }

  boolean isCertain() {
    return kind != Kind.POSSIBLE;
  }

  boolean isOfPresence() {
    return kind == Kind.PRESENCE;
  }
}
