package dev.postern.policy.cases;

import dev.postern.policy.Finding;
import dev.postern.policy.Judge;
import dev.postern.policy.Policy;
import dev.postern.policy.Verdict;
import dev.postern.posture.Host;
import dev.postern.posture.shape.Word;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Runs the cases of rules. */
public final class RuleCases {
  private final Function<Path, Host> hosts;

  /**
   * A runner.
   *
   * @param hosts reads the host in a directory
   */
  public RuleCases(Function<Path, Host> hosts) {
    this.hosts = hosts;
  }

  /** Judges a case's host by its rule and compares. */
  public CaseResult run(RuleCase rulecase) {
    try {
      Host host = hosts.apply(rulecase.tree());
      Policy policy = new Policy(List.of(), List.of(rulecase.rule()));
      Set<String> expected = ExpectedPlaces.read(rulecase.tree(), rulecase.rule().id());
      return new CaseResult(
          rulecase, failures(rulecase.expected(), Judge.judge(host, policy), expected));
    } catch (IOException e) {
      return new CaseResult(rulecase, List.of("the case cannot be read: " + e.getMessage()));
    }
  }

  private static List<String> failures(
      Verdict expected, List<Finding> findings, Set<String> places) {
    List<String> failures = new ArrayList<>();
    if (expected == Verdict.PASS) {
      for (Finding finding : findings) {
        if (finding.verdict() == Verdict.FAIL || finding.verdict() == Verdict.UNKNOWN) {
          failures.add("expected no failure, found " + described(finding));
        }
      }
      return failures;
    }
    if (findings.stream().noneMatch(finding -> finding.verdict() == expected)) {
      failures.add("expected " + Word.of(expected) + ", found " + described(findings));
    }
    for (Finding finding : findings) {
      if (expected == Verdict.UNKNOWN && finding.verdict() == Verdict.FAIL) {
        failures.add("expected unknown, found " + described(finding));
      }
    }
    if (!places.isEmpty()) {
      places(expected, findings, places, failures);
    }
    return failures;
  }

  private static void places(
      Verdict expected, List<Finding> findings, Set<String> places, List<String> failures) {
    Set<String> missing = new TreeSet<>(places);
    for (Finding finding : findings) {
      if (finding.verdict() != expected) {
        continue;
      }
      String place =
          finding.location() == null
              ? "no place"
              : finding.location().file() + ":" + finding.location().line();
      missing.remove(place);
      if (!places.contains(place)) {
        failures.add(
            "expected a finding at "
                + String.join(", ", places)
                + "; this one is elsewhere: "
                + described(finding));
      }
    }
    for (String place : missing) {
      failures.add("expected a finding at " + place + ", where there is none");
    }
  }

  private static String described(List<Finding> findings) {
    return findings.isEmpty()
        ? "nothing to judge"
        : findings.stream().map(RuleCases::described).collect(Collectors.joining("; "));
  }

  private static String described(Finding finding) {
    String place = finding.location() == null ? "" : " at " + finding.location();
    return Word.of(finding.verdict())
        + " for "
        + finding.subject().id()
        + place
        + " ("
        + finding.message()
        + ")";
  }
}
