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

/** The waivers of postern.yaml and of the configurations, and what becomes of them. */
public final class Waivers {
  private final List<Waiver> waivers;
  private final Policy policy;
  private final LocalDate today;
  private final Set<Waiver> used = new HashSet<>();
  private final List<String> warnings = new ArrayList<>();

  private Waivers(List<Waiver> waivers, Policy policy, LocalDate today) {
    this.waivers = waivers;
    this.policy = policy;
    this.today = today;
  }

  /**
   * The waivers that speak of some hosts.
   *
   * @param today asked only when there is a waiver
   */
  public static Waivers of(
      Project project, List<JudgedHost> hosts, Policy policy, Supplier<LocalDate> today) {
    List<Waiver> waivers = new ArrayList<>();
    for (Waiver waiver : project.waivers()) {
      for (JudgedHost judged : hosts) {
        if (waiver.isOf(judged.host())) {
          waivers.add(waiver);
          break;
        }
      }
    }
    for (JudgedHost judged : hosts) {
      waivers.addAll(InlineWaivers.of(judged.host()));
    }
    return new Waivers(waivers, policy, waivers.isEmpty() ? LocalDate.EPOCH : today.get());
  }

  /** The same hosts with the verdicts of waived findings changed; collects the warnings. */
  public List<JudgedHost> apply(List<JudgedHost> hosts) {
    if (waivers.isEmpty()) {
      return hosts;
    }
    List<JudgedHost> results = new ArrayList<>();
    for (JudgedHost judged : hosts) {
      List<Finding> findings = new ArrayList<>();
      for (Finding finding : judged.findings()) {
        findings.add(waived(judged.host(), finding));
      }
      results.add(new JudgedHost(judged.host(), findings));
    }
    for (Waiver waiver : waivers) {
      warn(waiver);
    }
    return results;
  }

  /** Waivers that have run out or match nothing, one sentence each. */
  public List<String> warnings() {
    return List.copyOf(warnings);
  }

  private Finding waived(Host host, Finding finding) {
    Finding result = finding;
    for (Waiver waiver : waivers) {
      if (waiver.matches(host, finding)) {
        used.add(waiver);
        if (!waiver.isExpired(today)) {
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

  private void warn(Waiver waiver) {
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
    } else if (waiver.isExpired(today)) {
      warnings.add(
          waiver.place() + ": the waiver of " + waiver.rule() + " ran out on " + waiver.until());
    }
  }
}
