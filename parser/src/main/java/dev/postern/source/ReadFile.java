package dev.postern.source;

import java.util.ArrayList;
import java.util.List;

/**
 * A file as a front end has read it.
 *
 * @param kind language and role, such as {@code dovecot}, {@code postfix-main}, {@code
 *     postfix-master}, {@code iptables}, {@code ip6tables}
 * @param problems those placed in this file
 */
public record ReadFile(SourceFile source, String kind, Coverage coverage, List<Problem> problems) {
  public ReadFile {
    problems = List.copyOf(problems);
  }

  /** The same with a problem more, if it is placed in this file. */
  public ReadFile with(Problem problem) {
    if (!problem.file().equals(source.path())) {
      return this;
    }
    List<Problem> all = new ArrayList<>(problems);
    all.add(problem);
    return new ReadFile(source, kind, coverage, all);
  }
}
