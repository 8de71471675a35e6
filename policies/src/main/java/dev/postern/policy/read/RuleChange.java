package dev.postern.policy.read;

import dev.postern.policy.Severity;
import dev.postern.policy.yaml.Fields;
import dev.postern.policy.yaml.Mistakes;
import dev.postern.policy.yaml.Node;
import dev.postern.policy.yaml.Node.Entry;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a pack or a user changes in a rule.
 *
 * @param severity null when it stays; a changed one holds for every subject
 * @param parameters new values by name
 */
record RuleChange(@Nullable Severity severity, Map<String, Node> parameters) {
  static final RuleChange NONE = new RuleChange(null, Map.of());

  RuleChange {
    parameters = Map.copyOf(parameters);
  }

  static RuleChange read(Node node, Mistakes mistakes) {
    Fields fields = Fields.of(node, "a rule's changes", mistakes);
    Severity severity =
        fields.optional("severity").flatMap(word -> Severities.read(word, mistakes)).orElse(null);
    Map<String, Node> parameters = new TreeMap<>();
    for (Entry entry : fields.entries("parameters")) {
      parameters.put(entry.name(), entry.value());
    }
    fields.end();
    return new RuleChange(severity, parameters);
  }

  /** This change, then another one on top of it. */
  RuleChange then(RuleChange other) {
    Map<String, Node> both = new TreeMap<>(parameters);
    both.putAll(other.parameters);
    return new RuleChange(other.severity != null ? other.severity : severity, both);
  }
}
