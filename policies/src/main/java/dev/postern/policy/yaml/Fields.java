package dev.postern.policy.yaml;

import dev.postern.policy.yaml.Node.Entry;
import dev.postern.policy.yaml.Node.Kind;
import dev.postern.policy.yaml.Node.Mapping;
import dev.postern.policy.yaml.Node.Scalar;
import dev.postern.policy.yaml.Node.Sequence;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The keys of one mapping, asked for by name; what nobody asked for is a mistake. */
public final class Fields {
  private final Mapping mapping;
  private final String what;
  private final Mistakes mistakes;
  private final Set<String> asked = new HashSet<>();

  private Fields(Mapping mapping, String what, Mistakes mistakes) {
    this.mapping = mapping;
    this.what = what;
    this.mistakes = mistakes;
  }

  /**
   * The keys of a node that must be a mapping.
   *
   * @param what is described, such as {@code a rule}
   */
  public static Fields of(Node node, String what, Mistakes mistakes) {
    if (node instanceof Mapping mapping) {
      return new Fields(mapping, what, mistakes);
    }
    mistakes.add(node.mark(), "expected a mapping for " + what + ", found " + node.described());
    Fields none = new Fields(new Mapping(List.of(), node.mark()), what, new Mistakes());
    return none;
  }

  public Mark mark() {
    return mapping.mark();
  }

  /** The value under a key that may be missing. */
  public Optional<Node> optional(String key) {
    asked.add(key);
    return mapping.get(key).filter(node -> !isNull(node));
  }

  /** The value under a key; its absence is a mistake. */
  public Optional<Node> required(String key) {
    Optional<Node> found = optional(key);
    if (found.isEmpty()) {
      mistakes.add(mapping.mark(), what + " needs \"" + key + "\"");
    }
    return found;
  }

  /** A single value's text; empty when it is missing, which is a mistake. */
  public String text(String key) {
    return required(key).map(node -> text(node, mistakes)).orElse("");
  }

  /** A single value's text, if it is there. */
  public Optional<String> optionalText(String key) {
    return optional(key).map(node -> text(node, mistakes));
  }

  /** The texts of a list, or of a single value; none when the key is missing. */
  public List<String> texts(String key) {
    return items(key).stream().map(node -> text(node, mistakes)).toList();
  }

  /** The values of a list, or the single value; none when the key is missing. */
  public List<Node> items(String key) {
    return optional(key).map(Fields::items).orElse(List.of());
  }

  /** The entries of the mapping under a key; none when the key is missing. */
  public List<Entry> entries(String key) {
    Optional<Node> found = optional(key);
    if (found.isEmpty()) {
      return List.of();
    }
    if (found.get() instanceof Mapping inner) {
      return inner.entries();
    }
    mistakes.add(
        found.get().mark(),
        "expected a mapping for \"" + key + "\", found " + found.get().described());
    return List.of();
  }

  /** Every key that was not asked for is a mistake. */
  public void end() {
    List<String> names = new ArrayList<>(asked);
    for (Entry entry : mapping.entries()) {
      if (!asked.contains(entry.name())) {
        mistakes.unknownName(
            entry.key().mark(),
            "there is no key \"" + entry.name() + "\" in " + what,
            entry.name(),
            names);
      }
    }
  }

  /** A list's values, or the single value itself. */
  public static List<Node> items(Node node) {
    return node instanceof Sequence sequence ? sequence.items() : List.of(node);
  }

  /** A single value's text; anything else is a mistake and gives the empty text. */
  public static String text(Node node, Mistakes mistakes) {
    if (node instanceof Scalar scalar && scalar.kind() != Kind.NULL) {
      return scalar.text().strip();
    }
    mistakes.add(node.mark(), "expected a text, found " + node.described());
    return "";
  }

  private static boolean isNull(Node node) {
    return node instanceof Scalar scalar && scalar.kind() == Kind.NULL;
  }
}
