package dev.postern.report;

import dev.postern.policy.Finding;
import dev.postern.policy.Fix;
import dev.postern.policy.Verdict;
import dev.postern.policy.Witness;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Findings that a person reads as one.
 *
 * @param findings of one rule, with one cause: where one setting leaves several ports open they are
 *     mended together
 * @param repeats findings of further rules about the same subjects, at the same place and with the
 *     same witness: other words for the same hole
 */
record Entry(List<Finding> findings, List<Finding> repeats) {
  Entry {
    findings = List.copyOf(findings);
    repeats = List.copyOf(repeats);
  }

  /** The entries of a host's findings, in the order of the first finding of each. */
  static List<Entry> of(List<Finding> findings) {
    Map<List<Object>, List<Finding>> causes = new LinkedHashMap<>();
    for (Finding finding : findings) {
      Object cause = finding.cause().isEmpty() ? finding.fingerprint() : finding.cause();
      causes
          .computeIfAbsent(
              List.of(finding.rule(), finding.verdict(), cause), any -> new ArrayList<>())
          .add(finding);
    }
    List<Entry> entries = new ArrayList<>();
    for (List<Finding> together : causes.values()) {
      Finding lead = together.get(0);
      int at = 0;
      while (at < entries.size() && !entries.get(at).covers(together)) {
        at++;
      }
      if (at < entries.size()) {
        entries.set(at, entries.get(at).repeatedBy(lead));
      } else {
        entries.add(new Entry(together, List.of()));
      }
    }
    return entries;
  }

  /** The one that speaks for all. */
  Finding lead() {
    return findings.get(0);
  }

  /** What the others speak of, each once. */
  Set<String> otherSubjects() {
    Set<String> subjects = new LinkedHashSet<>();
    for (Finding finding : findings) {
      subjects.add(finding.subject().id());
    }
    subjects.remove(lead().subject().id());
    return subjects;
  }

  /** How to mend all of them: every step once. */
  Optional<Fix> fix() {
    Fix fix = lead().fix();
    for (Finding finding : findings.subList(1, findings.size())) {
      fix = fix == null || finding.fix() == null ? fix : fix.and(finding.fix());
    }
    return Optional.ofNullable(fix);
  }

  private boolean covers(List<Finding> others) {
    Finding lead = lead();
    Finding other = others.get(0);
    return lead.verdict() == Verdict.FAIL
        && other.verdict() == Verdict.FAIL
        && lead.severity().compareTo(other.severity()) >= 0
        && lead.witness() != null
        // A statement shown proves no hole to be the same.
        && !(lead.witness() instanceof Witness.FileContent)
        && lead.witness().equals(other.witness())
        && lead.location() != null
        && lead.location().equals(other.location())
        && subjects(findings).equals(subjects(others));
  }

  private static List<String> subjects(List<Finding> findings) {
    return findings.stream().map(finding -> finding.subject().id()).toList();
  }

  private Entry repeatedBy(Finding other) {
    List<Finding> all = new ArrayList<>(repeats);
    all.add(other);
    return new Entry(findings, all);
  }
}
