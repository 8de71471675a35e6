package dev.postern.policy.cases;

import dev.postern.policy.Rule;
import dev.postern.policy.Verdict;
import java.nio.file.Path;

/**
 * A host that a rule must judge in a certain way.
 *
 * @param name what it proves, such as {@code required-wins}
 * @param expected fail, pass or unknown
 * @param tree the directory with the host's files
 */
public record RuleCase(Rule rule, String name, Verdict expected, Path tree) {
  /** {@code AUTH-001 required-wins.pass}. */
  @Override
  public String toString() {
    return rule.id() + " " + tree.getFileName();
  }
}
