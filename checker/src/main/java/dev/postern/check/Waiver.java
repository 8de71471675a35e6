package dev.postern.check;

import dev.postern.policy.Finding;
import dev.postern.policy.Verdict;
import dev.postern.posture.Host;
import dev.postern.source.Span;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * A finding that somebody answers for, up to a day.
 *
 * @param place where it is written, for messages: {@code file:line:column}
 * @param rule id or name of the rule
 * @param subject the subject's id; {@code *} stands for any characters
 * @param host the host's name, likewise
 * @param before the statement that it stands before; null for a waiver of postern.yaml
 * @param reason why; empty when nothing is told
 * @param until the last day it holds; null for a broken date, which counts as expired
 */
record Waiver(
    String place,
    String rule,
    String subject,
    String host,
    @Nullable Span before,
    String reason,
    @Nullable LocalDate until) {

  boolean matches(Host judged, Finding finding) {
    boolean bad = finding.verdict() == Verdict.FAIL || finding.verdict() == Verdict.UNKNOWN;
    return bad
        && (rule.equalsIgnoreCase(finding.rule()) || rule.equalsIgnoreCase(finding.name()))
        && matches(host, judged.name())
        && matches(subject, finding.subject().id())
        && standsBefore(finding);
  }

  /** Whether it may speak of a host at all. */
  boolean isOf(Host judged) {
    return matches(host, judged.name());
  }

  boolean isExpired(LocalDate today) {
    return until == null || until.isBefore(today);
  }

  private boolean standsBefore(Finding finding) {
    if (before == null) {
      return true;
    }
    Span location = finding.location();
    return location != null
        && location.file().equals(before.file())
        && location.line() == before.line();
  }

  /** Whether a text matches a pattern in which {@code *} stands for any characters. */
  static boolean matches(String pattern, String text) {
    int star = -1;
    int retry = 0;
    int p = 0;
    int t = 0;
    while (t < text.length()) {
      if (p < pattern.length() && pattern.charAt(p) == '*') {
        star = p++;
        retry = t;
      } else if (p < pattern.length() && pattern.charAt(p) == text.charAt(t)) {
        p++;
        t++;
      } else if (star >= 0) {
        p = star + 1;
        t = ++retry;
      } else {
        return false;
      }
    }
    while (p < pattern.length() && pattern.charAt(p) == '*') {
      p++;
    }
    return p == pattern.length();
  }
}
