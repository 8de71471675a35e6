package dev.postern.check;

import dev.postern.policy.Finding;
import dev.postern.policy.Severity;
import dev.postern.policy.Verdict;
import dev.postern.source.Coverage;
import dev.postern.source.ReadFile;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The numbers of a run.
 *
 * @param files how many files were read
 * @param verdicts how many findings have each verdict; every verdict is a key
 * @param failures how many failures have each severity; every severity is a key
 * @param lines how much of the files was understood
 */
public record Summary(
    int hosts,
    int files,
    Map<Verdict, Integer> verdicts,
    Map<Severity, Integer> failures,
    Coverage lines) {
  public Summary {
    verdicts = Collections.unmodifiableMap(new EnumMap<>(verdicts));
    failures = Collections.unmodifiableMap(new EnumMap<>(failures));
  }

  /** Counts what was found out about some hosts. */
  public static Summary of(List<JudgedHost> hosts) {
    EnumMap<Verdict, Integer> verdicts = new EnumMap<>(Verdict.class);
    for (Verdict verdict : Verdict.values()) {
      verdicts.put(verdict, 0);
    }
    EnumMap<Severity, Integer> failures = new EnumMap<>(Severity.class);
    for (Severity severity : Severity.values()) {
      failures.put(severity, 0);
    }
    int files = 0;
    Coverage lines = Coverage.NONE;
    for (JudgedHost judged : hosts) {
      for (ReadFile file : judged.host().files()) {
        files++;
        lines = lines.plus(file.coverage());
      }
      for (Finding finding : judged.findings()) {
        verdicts.merge(finding.verdict(), 1, Integer::sum);
        if (finding.verdict() == Verdict.FAIL) {
          failures.merge(finding.severity(), 1, Integer::sum);
        }
      }
    }
    return new Summary(hosts.size(), files, verdicts, failures, lines);
  }

  /** How many findings have a verdict. */
  public int count(Verdict verdict) {
    return verdicts.getOrDefault(verdict, 0);
  }
}
