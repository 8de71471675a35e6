package dev.postern.fail2ban;

import dev.postern.source.Problem;
import dev.postern.source.SourceFile;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One file's options as written.
 *
 * @param defaults those of {@code [DEFAULT]}
 * @param sections the others, by the section's name, in the order of the file
 * @param statements how many lines hold text
 * @param problems an error among them means that nothing is known of the configuration
 */
record IniFile(
    SourceFile source,
    Map<String, Value> defaults,
    Map<String, Map<String, Value>> sections,
    int statements,
    List<Problem> problems) {
  IniFile {
    problems = List.copyOf(problems);
  }

  /** The first error: fail2ban does not start with the file, or Postern cannot read it. */
  Optional<Problem> error() {
    return problems.stream().filter(Problem::isError).findFirst();
  }
}
