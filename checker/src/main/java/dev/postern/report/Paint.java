package dev.postern.report;

import dev.postern.policy.Finding;
import dev.postern.policy.Verdict;

/** Colours for a terminal, or none. */
public enum Paint {
  COLOUR,
  PLAIN;

  /** What a piece of text is. */
  public enum Ink {
    PLACE("1"),
    ALARM("1;31"),
    WARNING("1;33"),
    DOUBT("1;35"),
    GOOD("1;32"),
    GUTTER("1;34"),
    FAINT("2");

    private final String code;

    Ink(String code) {
      this.code = code;
    }
  }

  /** The text in its colour. */
  public String paint(Ink ink, String text) {
    return this == PLAIN || text.isEmpty() ? text : "\u001b[" + ink.code + "m" + text + "\u001b[0m";
  }

  /** What colour a finding is announced in. */
  static Ink ink(Finding finding) {
    Verdict verdict = finding.verdict();
    return switch (verdict) {
      case FAIL ->
          switch (finding.severity()) {
            case CRITICAL, HIGH -> Ink.ALARM;
            case MEDIUM, LOW, INFO -> Ink.WARNING;
          };
      case UNKNOWN -> Ink.DOUBT;
      case PASS -> Ink.GOOD;
      case WAIVED, NOT_APPLICABLE -> Ink.FAINT;
    };
  }
}
