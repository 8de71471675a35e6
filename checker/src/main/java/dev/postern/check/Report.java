package dev.postern.check;

import dev.postern.policy.Finding;
import dev.postern.policy.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What a run has to tell.
 *
 * @param hosts the hosts with those findings that are to be shown
 * @param summary the numbers of all findings, shown or not
 */
public record Report(List<JudgedHost> hosts, Summary summary) {
  public Report {
    hosts = List.copyOf(hosts);
  }

  /** A report on hosts that shows findings of some verdicts and counts all. */
  public static Report of(List<JudgedHost> hosts, Set<Verdict> shown) {
    List<JudgedHost> filtered = new ArrayList<>();
    for (JudgedHost judged : hosts) {
      List<Finding> findings = new ArrayList<>();
      for (Finding finding : judged.findings()) {
        if (shown.contains(finding.verdict())) {
          findings.add(finding);
        }
      }
      filtered.add(new JudgedHost(judged.host(), findings));
    }
    return new Report(filtered, Summary.of(hosts));
  }
}
