package dev.postern.policy.read;

import dev.postern.policy.yaml.Mark;
import dev.postern.policy.yaml.Node;
import dev.postern.policy.yaml.Node.Mapping;
import dev.postern.policy.yaml.Node.Scalar;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A rule as written, not yet typed.
 *
 * @param folder where its cases stand; null for a compiled rule
 */
record RuleText(Mapping mapping, @Nullable Path folder) {
  String id() {
    return text("id");
  }

  String name() {
    return text("name");
  }

  String family() {
    String id = id();
    int hyphen = id.lastIndexOf('-');
    return hyphen < 0 ? id : id.substring(0, hyphen);
  }

  boolean isNamed(String selector) {
    return selector.equalsIgnoreCase(id())
        || selector.equalsIgnoreCase(name())
        || selector.equalsIgnoreCase(family());
  }

  Mark mark() {
    return mapping.get("id").map(Node::mark).orElse(mapping.mark());
  }

  private String text(String key) {
    return mapping
        .get(key)
        .filter(Scalar.class::isInstance)
        .map(node -> ((Scalar) node).text())
        .orElse("");
  }
}
