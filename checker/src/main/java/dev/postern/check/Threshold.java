package dev.postern.check;

import dev.postern.policy.Finding;
import dev.postern.policy.Severity;
import dev.postern.policy.Verdict;
import dev.postern.posture.Host;
import dev.postern.source.Problem;
import java.util.Optional;

/**
 * Which findings make a run fail.
 *
 * @param severity the lowest severity that does; empty when none does
 * @param unknownToo whether an unknown verdict counts as a failure of its rule's severity
 */
public record Threshold(Optional<Severity> severity, boolean unknownToo) {

  /** What a run over one host ends with. */
  public ExitStatus status(JudgedHost judged) {
    ExitStatus status = status(judged.host());
    for (Finding finding : judged.findings()) {
      status = counts(finding) ? status.or(ExitStatus.FINDINGS) : status;
    }
    return status;
  }

  /** What a run ends with that only reads a host. */
  public static ExitStatus status(Host host) {
    ExitStatus status = ExitStatus.CLEAN;
    for (Problem problem : JudgedHost.problems(host)) {
      status = problem.isError() ? status.or(ExitStatus.INCOMPLETE) : status;
    }
    return status;
  }

  private boolean counts(Finding finding) {
    boolean bad =
        finding.verdict() == Verdict.FAIL || (unknownToo && finding.verdict() == Verdict.UNKNOWN);
    return bad && severity.isPresent() && finding.severity().compareTo(severity.get()) >= 0;
  }
}
