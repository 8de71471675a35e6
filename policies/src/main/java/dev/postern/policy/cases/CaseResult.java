package dev.postern.policy.cases;

import java.util.List;

/**
 * What came of a case.
 *
 * @param failures what was not as expected, each in one sentence; empty when all was
 */
public record CaseResult(RuleCase rulecase, List<String> failures) {
  public CaseResult {
    failures = List.copyOf(failures);
  }
}
