package dev.postern.postfix.relay;

import dev.postern.postfix.syntax.Text;

/**
 * What the right-hand side of an access table does (access(5), check_table_result() of
 * smtpd_check.c).
 */
enum AccessAction {
  PERMITS,
  GOES_ON,
  REJECTS,
  /** The message is taken, and goes nowhere; or the connection is cut. */
  LOST,
  DEFERS_LATER,
  /** It is a list of restrictions. */
  RUNS;

  static AccessAction of(String action) {
    String text = Text.trim(action);
    int end = 0;
    while (end < text.length() && !Text.isSpace(text.charAt(end))) {
      end++;
    }
    String first = Text.lower(text.substring(0, end));
    if (isNumber(text) || Text.elements(text).isEmpty()) {
      return PERMITS;
    }
    if (isNumber(first) && first.length() == 3 && "45".indexOf(first.charAt(0)) >= 0) {
      return REJECTS;
    }
    return switch (first) {
      case "ok", "relay" -> PERMITS;
      case "dunno",
          "hold",
          "filter",
          "redirect",
          "prepend",
          "bcc",
          "warn",
          "info",
          "defer_if_reject" ->
          GOES_ON;
      case "reject", "defer" -> REJECTS;
      case "discard", "hangup" -> LOST;
      case "defer_if_permit" -> DEFERS_LATER;
      default -> RUNS;
    };
  }

  private static boolean isNumber(String text) {
    boolean number = !text.isEmpty();
    for (int i = 0; i < text.length() && number; i++) {
      number = text.charAt(i) >= '0' && text.charAt(i) <= '9';
    }
    return number;
  }
}
