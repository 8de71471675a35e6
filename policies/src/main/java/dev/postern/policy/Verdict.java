package dev.postern.policy;

/** What a rule says of one subject. */
public enum Verdict {
  FAIL,
  UNKNOWN,
  PASS,
  WAIVED,
  NOT_APPLICABLE
}
