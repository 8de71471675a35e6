package dev.postern.firewall.pf;

import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.Token;

/** Something pfctl refuses, and with it the whole rule set. */
final class Refusal extends Exception {
  private static final long serialVersionUID = 1L;
  private final transient Token first;
  private final transient Token last;
  private final String why;

  /**
   * @param why what was found and what was expected
   */
  Refusal(Token token, String why) {
    super(why, null, false, false);
    this.first = token;
    this.last = token;
    this.why = why;
  }

  /**
   * @param why what was found and what was expected
   */
  Refusal(ParserRuleContext where, String why) {
    super(why, null, false, false);
    this.first = where.getStart();
    this.last = where.getStop();
    this.why = why;
  }

  /** Offset of the first character concerned. */
  int start() {
    return first.getStartIndex();
  }

  /** Offset behind the last character concerned. */
  int end() {
    return Math.max(first.getStartIndex(), last.getStopIndex() + 1);
  }

  String why() {
    return why;
  }
}
