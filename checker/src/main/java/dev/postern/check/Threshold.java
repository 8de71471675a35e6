package dev.postern.check;

import dev.postern.policy.Finding;
import dev.postern.policy.Severity;
import dev.postern.policy.Verdict;
import dev.postern.source.Problem;
import java.util.List;
import java.util.Optional;

/**
 * Which findings make a run fail.
 *
 * @param severity the lowest severity that does; empty when none does
 * @param unknownToo whether an unknown verdict counts as a failure of its rule's severity
 */
public record Threshold(Optional<Severity> severity, boolean unknownToo) {

  /** What a run over these hosts ends with. */
  public ExitStatus status(List<JudgedHost> hosts) {
    ExitStatus status = ExitStatus.CLEAN;
    for (JudgedHost judged : hosts) {
      for (Problem problem : judged.problems()) {
        status = problem.isError() ? status.or(ExitStatus.INCOMPLETE) : status;
      }
      for (Finding finding : judged.findings()) {
        status = counts(finding) ? status.or(ExitStatus.FINDINGS) : status;
      }
    }
    return status;
  }

  private boolean counts(Finding finding) {
    boolean bad =
        finding.verdict() == Verdict.FAIL || (unknownToo && finding.verdict() == Verdict.UNKNOWN);
    return bad && severity.isPresent() && finding.severity().compareTo(severity.get()) >= 0;
  }
}
