package dev.postern.check;

import dev.postern.fact.Origin;
import dev.postern.policy.Finding;
import dev.postern.policy.Judgement;
import dev.postern.policy.Verdict;
import dev.postern.posture.Host;
import dev.postern.posture.Trouble;
import dev.postern.source.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** A host and what the policy says of it. */
public record JudgedHost(Host host, Judgement judgement) {

  public List<Finding> findings() {
    return judgement.findings();
  }

  /** The same host with those findings only that have one of some verdicts. */
  public JudgedHost showing(Set<Verdict> verdicts) {
    List<Finding> findings = new ArrayList<>();
    for (Finding finding : findings()) {
      if (verdicts.contains(finding.verdict())) {
        findings.add(finding);
      }
    }
    return with(findings);
  }

  /** The same host with other findings. */
  JudgedHost with(List<Finding> findings) {
    return new JudgedHost(host, new Judgement(findings, judgement.others()));
  }

  /**
   * What is taken for granted: of the host as a whole, and about the packet filter, on which every
   * verdict on reach rests; of a host without filter and listeners none does.
   */
  public List<Origin.Assumption> assumptions() {
    List<Origin.Assumption> assumptions = new ArrayList<>(host.assumptions());
    if (host.endpoints().isEmpty() && host.packetFilter().present().is(false)) {
      return assumptions;
    }
    for (Origin origin : host.packetFilter().present().origins()) {
      if (origin instanceof Origin.Assumption assumption) {
        assumptions.add(assumption);
      }
    }
    return assumptions;
  }

  /** Every problem of the host's input, each once, in {@link Problem#ORDER}. */
  public List<Problem> problems() {
    return problems(host);
  }

  /** Every problem of a host's input, each once, in {@link Problem#ORDER}. */
  public static List<Problem> problems(Host host) {
    TreeSet<Problem> all = new TreeSet<>(Problem.ORDER);
    for (var file : host.files()) {
      all.addAll(file.problems());
    }
    for (Trouble trouble : host.problems()) {
      all.add(trouble.problem());
    }
    return List.copyOf(all);
  }
}
