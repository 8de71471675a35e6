package dev.postern.policy.condition;

import dev.postern.policy.yaml.Node;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The values of a rule's parameters while its conditions are read. */
public final class Parameters {
  private final Map<String, Node> values;
  private final Set<String> declared;
  private final Set<String> used = new HashSet<>();

  /**
   * Parameters of a rule.
   *
   * @param declared every name; one without a value had a mistake that has been told
   */
  public Parameters(Map<String, Node> values, Set<String> declared) {
    this.values = Map.copyOf(values);
    this.declared = Set.copyOf(declared);
  }

  Optional<Node> value(String name) {
    used.add(name);
    return Optional.ofNullable(values.get(name));
  }

  public Set<String> names() {
    return declared;
  }

  /** Whether a condition has asked for it. */
  public boolean isUsed(String name) {
    return used.contains(name);
  }
}
