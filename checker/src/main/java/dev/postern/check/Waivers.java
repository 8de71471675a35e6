package dev.postern.check;

import dev.postern.policy.Finding;
import dev.postern.policy.Policy;
import dev.postern.policy.Verdict;
import dev.postern.posture.Host;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The waivers of postern.yaml and of the configurations, and what becomes of them. */
public final class Waivers {
  private final Project project;
  private final Supplier<LocalDate> clock;
  private final Set<Waiver> spoken = new HashSet<>();
  private final Set<Waiver> used = new HashSet<>();
  private final List<Waiver> inline = new ArrayList<>();
  private @Nullable LocalDate today;

  /**
   * Those of a project, before any host is seen.
   *
   * @param clock asked only when there is a waiver
   */
  public Waivers(Project project, Supplier<LocalDate> clock) {
    this.project = project;
    this.clock = clock;
  }

  /** The same host with the verdicts of waived findings changed. */
  public JudgedHost apply(JudgedHost judged) {
    List<Waiver> waivers = new ArrayList<>();
    for (Waiver waiver : project.waivers()) {
      if (waiver.isOf(judged.host())) {
        spoken.add(waiver);
        waivers.add(waiver);
      }
    }
    List<Waiver> written = InlineWaivers.of(judged.host());
    inline.addAll(written);
    waivers.addAll(written);
    if (waivers.isEmpty()) {
      return judged;
    }
    List<Finding> findings = new ArrayList<>();
    for (Finding finding : judged.findings()) {
      findings.add(waived(judged.host(), finding, waivers));
    }
    return judged.with(findings);
  }

  /** Waivers that have run out or match nothing in the hosts seen, one sentence each. */
  public List<String> warnings(Policy policy) {
    List<String> warnings = new ArrayList<>();
    for (Waiver waiver : project.waivers()) {
      if (spoken.contains(waiver)) {
        warn(waiver, policy, warnings);
      }
    }
    for (Waiver waiver : inline) {
      warn(waiver, policy, warnings);
    }
    return warnings;
  }

  private LocalDate today() {
    if (today == null) {
      today = clock.get();
    }
    return today;
  }

  private Finding waived(Host host, Finding finding, List<Waiver> waivers) {
    Finding result = finding;
    for (Waiver waiver : waivers) {
      if (waiver.matches(host, finding)) {
        used.add(waiver);
        if (!waiver.isExpired(today())) {
          result = waived(finding, waiver);
        }
      }
    }
    return result;
  }

  private static Finding waived(Finding finding, Waiver waiver) {
    String note =
        " (waived until "
            + waiver.until()
            + (waiver.reason().isEmpty() ? ")" : ": " + waiver.reason() + ")");
    return new Finding(
        finding.rule(),
        finding.name(),
        finding.severity(),
        Verdict.WAIVED,
        finding.subject(),
        finding.message() + note,
        finding.location(),
        finding.evidence(),
        finding.witness(),
        finding.fix(),
        finding.references(),
        finding.fingerprint(),
        finding.cause());
  }

  private void warn(Waiver waiver, Policy policy, List<String> warnings) {
    if (waiver.until() == null) {
      warnings.add(
          waiver.place()
              + ": the waiver of "
              + waiver.rule()
              + " has no date that can be read, and does not hold; expected until YYYY-MM-DD");
    } else if (!used.contains(waiver)) {
      if (policy.rule(waiver.rule()).isPresent()) {
        warnings.add(
            waiver.place() + ": the waiver of " + waiver.rule() + " matches nothing; take it out");
      }
    } else if (waiver.isExpired(today())) {
      warnings.add(
          waiver.place() + ": the waiver of " + waiver.rule() + " ran out on " + waiver.until());
    }
  }
}
