package dev.postern.policy.read;

import dev.postern.policy.Parameter;
import dev.postern.policy.condition.Parameters;
import dev.postern.policy.yaml.Fields;
import dev.postern.policy.yaml.Mistakes;
import dev.postern.policy.yaml.Node;
import dev.postern.policy.yaml.Node.Entry;
import dev.postern.policy.yaml.Node.Kind;
import dev.postern.policy.yaml.Node.Scalar;
import dev.postern.policy.yaml.Node.Sequence;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads the parameters that a rule declares, and puts changed values in their place. */
final class ParameterReader {
  private static final String LIST = "list of ";
  private static final List<String> TYPES =
      List.of("integer", "boolean", "text", "version", "networks");

  private final Mistakes mistakes;
  private final List<Parameter> declared = new ArrayList<>();
  private final Map<String, Node> values = new LinkedHashMap<>();
  private final Set<String> names = new LinkedHashSet<>();

  ParameterReader(List<Entry> entries, RuleChange change, String rule, Mistakes mistakes) {
    this.mistakes = mistakes;
    for (Entry entry : entries) {
      Fields fields = Fields.of(entry.value(), "a parameter", mistakes);
      String type = type(fields);
      Node value = fields.required("default").orElse(entry.value());
      boolean fits = check(value, type);
      Node changed = change.parameters().get(entry.name());
      if (changed != null) {
        fits &= check(changed, type);
        value = changed;
      }
      declared.add(new Parameter(entry.name(), type, shown(value), fields.text("description")));
      names.add(entry.name());
      if (fits) {
        values.put(entry.name(), value);
      }
      fields.end();
    }
    change
        .parameters()
        .forEach(
            (name, value) -> {
              if (!names.contains(name)) {
                mistakes.unknownName(
                    value.mark(), rule + " has no parameter \"" + name + "\"", name, names);
              }
            });
  }

  List<Parameter> declared() {
    return declared;
  }

  Parameters values() {
    return new Parameters(values, names);
  }

  private String type(Fields fields) {
    String type = fields.text("type");
    String element = type.startsWith(LIST) ? type.substring(LIST.length()) : type;
    if (!type.isEmpty() && !TYPES.contains(element)) {
      mistakes.unknownName(
          fields.optional("type").map(Node::mark).orElse(fields.mark()),
          "\"" + type + "\" is none of " + String.join(", ", TYPES) + ", or \"list of\" one",
          element,
          TYPES);
    }
    return type;
  }

  private boolean check(Node value, String type) {
    boolean list = type.startsWith(LIST);
    String element = list ? type.substring(LIST.length()) : type;
    boolean fits =
        list
            ? value instanceof Sequence sequence
                && sequence.items().stream().allMatch(item -> fits(item, element))
            : fits(value, element) || (element.equals("networks") && value instanceof Sequence);
    if (!fits) {
      mistakes.add(value.mark(), "expected " + type + ", found " + value.described());
    }
    return fits;
  }

  private static boolean fits(Node node, String type) {
    if (!(node instanceof Scalar scalar)) {
      return false;
    }
    return switch (type) {
      case "integer" -> scalar.kind() == Kind.INTEGER;
      case "boolean" -> scalar.kind() == Kind.BOOLEAN;
      default -> scalar.kind() != Kind.NULL;
    };
  }

  private static String shown(Node node) {
    return node instanceof Sequence sequence
        ? sequence.items().stream()
            .map(ParameterReader::shown)
            .collect(Collectors.joining(", ", "[", "]"))
        : node instanceof Scalar scalar ? scalar.text() : "";
  }
}
