package dev.postern.check;

import dev.postern.policy.Finding;
import dev.postern.posture.Host;
import dev.postern.posture.Trouble;
import dev.postern.source.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** A host and what the policy says of it. */
public record JudgedHost(Host host, List<Finding> findings) {
  public JudgedHost {
    List<Finding> sorted = new ArrayList<>(findings);
    sorted.sort(Finding.ORDER);
    findings = List.copyOf(sorted);
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
