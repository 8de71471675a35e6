package dev.postern.source;

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
}
