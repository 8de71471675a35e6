package dev.postern.policy.condition;

import dev.postern.policy.yaml.Node;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The values of a rule's parameters while its conditions are read. */
public final class Parameters {
  private final Map<String, Node> values;
  private final Set<String> used = new HashSet<>();

  public Parameters(Map<String, Node> values) {
    this.values = Map.copyOf(values);
  }

  Optional<Node> value(String name) {
    used.add(name);
    return Optional.ofNullable(values.get(name));
  }

  public Set<String> names() {
    return values.keySet();
  }

  /** Whether a condition has asked for it. */
  public boolean isUsed(String name) {
    return used.contains(name);
  }
}
