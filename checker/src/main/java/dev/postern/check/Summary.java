package dev.postern.check;

import dev.postern.policy.Finding;
import dev.postern.policy.Severity;
import dev.postern.policy.Verdict;
import dev.postern.source.Coverage;
import dev.postern.source.ReadFile;
import java.time.LocalDate;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * The numbers of a run.
 *
 * @param files how many files were read
 * @param verdicts how many findings have each verdict; every verdict is a key
 * @param failures how many failures have each severity; every severity is a key
 * @param lines how much of the files was understood
 * @param today the day by which certificates and waivers were judged; empty when there were none
 */
public record Summary(
    int hosts,
    int files,
    Map<Verdict, Integer> verdicts,
    Map<Severity, Integer> failures,
    Coverage lines,
    Optional<LocalDate> today) {
  /** Those of no host at all. */
  public static final Summary NONE =
      new Summary(0, 0, Map.of(), Map.of(), Coverage.NONE, Optional.empty());

  public Summary {
    verdicts = complete(Verdict.class, verdicts);
    failures = complete(Severity.class, failures);
  }

  /** Counts what was found out about one host. */
  public static Summary of(JudgedHost judged) {
    int files = 0;
    Coverage lines = Coverage.NONE;
    for (ReadFile file : judged.host().files()) {
      files++;
      lines = lines.plus(file.coverage());
    }
    EnumMap<Verdict, Integer> verdicts = new EnumMap<>(Verdict.class);
    verdicts.putAll(judged.judgement().others());
    EnumMap<Severity, Integer> failures = new EnumMap<>(Severity.class);
    for (Finding finding : judged.findings()) {
      verdicts.merge(finding.verdict(), 1, Integer::sum);
      if (finding.verdict() == Verdict.FAIL) {
        failures.merge(finding.severity(), 1, Integer::sum);
      }
    }
    return new Summary(1, files, verdicts, failures, lines, Optional.empty());
  }

  /** Those of both together. */
  public Summary plus(Summary other) {
    return new Summary(
        hosts + other.hosts,
        files + other.files,
        sum(Verdict.class, verdicts, other.verdicts),
        sum(Severity.class, failures, other.failures),
        lines.plus(other.lines),
        today.or(() -> other.today));
  }

  /** The same with the day by which it was judged. */
  public Summary on(Optional<LocalDate> day) {
    return new Summary(hosts, files, verdicts, failures, lines, day);
  }

  private static <K extends Enum<K>> Map<K, Integer> sum(
      Class<K> keys, Map<K, Integer> one, Map<K, Integer> other) {
    EnumMap<K, Integer> sum = new EnumMap<>(keys);
    sum.putAll(one);
    other.forEach((key, count) -> sum.merge(key, count, Integer::sum));
    return sum;
  }

  private static <K extends Enum<K>> Map<K, Integer> complete(
      Class<K> keys, Map<K, Integer> counts) {
    EnumMap<K, Integer> all = new EnumMap<>(keys);
    for (K key : keys.getEnumConstants()) {
      all.put(key, counts.getOrDefault(key, 0));
    }
    return Collections.unmodifiableMap(all);
  }

  /** How many findings have a verdict. */
  public int count(Verdict verdict) {
    return verdicts.getOrDefault(verdict, 0);
  }
}
