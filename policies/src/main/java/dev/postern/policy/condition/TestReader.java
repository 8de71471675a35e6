package dev.postern.policy.condition;

import dev.postern.policy.condition.Test.Comparison;
import dev.postern.policy.yaml.Mark;
import dev.postern.policy.yaml.Mistakes;
import dev.postern.policy.yaml.Node;
import dev.postern.policy.yaml.Node.Entry;
import dev.postern.policy.yaml.Node.Kind;
import dev.postern.policy.yaml.Node.Mapping;
import dev.postern.policy.yaml.Node.Scalar;
import dev.postern.policy.yaml.Node.Sequence;
import dev.postern.posture.shape.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the tests of single values: {@code 143}, {@code { at-least: 2.4 }}. */
final class TestReader {
  /** Every operator on a single value. */
  static final List<String> OPERATORS =
      List.of(
          "not",
          "in",
          "less-than",
          "at-most",
          "more-than",
          "at-least",
          "between",
          "matches",
          "within",
          "contains");

  private final Parameters parameters;
  private final Mistakes mistakes;
  private final LiteralReader literals;

  TestReader(Parameters parameters, Mistakes mistakes) {
    this.parameters = parameters;
    this.mistakes = mistakes;
    this.literals = new LiteralReader(mistakes);
  }

  /** A test of values of a type; empty after a mistake. */
  Optional<Test> read(Node written, Type type) {
    return substituted(written).flatMap(node -> test(node, type));
  }

  private Optional<Test> test(Node node, Type type) {
    if (!(node instanceof Mapping mapping)) {
      return node instanceof Sequence
          ? refused(node.mark(), "a list is not a value here; say \"in: […]\"")
          : literals.read(node, type).map(Test.Equal::new);
    }
    if (mapping.entries().size() != 1) {
      return refused(node.mark(), "expected a value or exactly one operator");
    }
    Entry entry = mapping.entries().get(0);
    String operator = entry.name();
    Mark mark = entry.key().mark();
    if (!OPERATORS.contains(operator)) {
      mistakes.unknownName(mark, "there is no operator \"" + operator + "\"", operator, OPERATORS);
      return Optional.empty();
    }
    return substituted(entry.value()).flatMap(value -> operation(operator, value, type, mark));
  }

  private Optional<Test> operation(String operator, Node value, Type type, Mark mark) {
    return switch (operator) {
      case "not" -> test(value, type).map(Test.Not::new);
      case "in" -> in(value, type);
      case "between" -> between(value, type, mark);
      case "matches" -> matches(value, type, mark);
      case "within" -> within(value, type, mark);
      case "contains" -> contains(value, type, mark);
      default -> bound(operator, value, type, mark);
    };
  }

  /** A value of a type; {@code $name} stands for a parameter's value. */
  private Optional<Object> literal(Node node, Type type) {
    return substituted(node).flatMap(value -> literals.read(value, type));
  }

  /** The node itself, or the value of the parameter that it names. */
  private Optional<Node> substituted(Node node) {
    if (!(node instanceof Scalar scalar)
        || scalar.kind() != Kind.TEXT
        || !scalar.text().startsWith("$")) {
      return Optional.of(node);
    }
    String name = scalar.text().substring(1);
    if (!parameters.names().contains(name)) {
      mistakes.unknownName(
          node.mark(), "the rule declares no parameter \"" + name + "\"", name, parameters.names());
    }
    return parameters.value(name);
  }

  private Optional<Test> in(Node node, Type type) {
    if (!(node instanceof Sequence sequence)) {
      return refused(node.mark(), "expected a list after \"in\", found " + node.described());
    }
    List<Object> wanted = new ArrayList<>();
    for (Node item : sequence.items()) {
      literal(item, type).ifPresent(wanted::add);
    }
    return Optional.of(new Test.In(wanted));
  }

  private Optional<Test> between(Node node, Type type, Mark mark) {
    if (!ordered(type)) {
      return unfit("between", type, mark);
    }
    if (!(node instanceof Sequence sequence) || sequence.items().size() != 2) {
      return refused(node.mark(), "expected the two bounds: \"between: [low, high]\"");
    }
    Optional<Object> low = literal(sequence.items().get(0), type);
    Optional<Object> high = literal(sequence.items().get(1), type);
    if (low.isEmpty() || high.isEmpty()) {
      return Optional.empty();
    }
    return Values.compare(low.get(), high.get()) > 0
        ? refused(node.mark(), "the lower bound comes first")
        : Optional.of(new Test.Between(low.get(), high.get()));
  }

  private Optional<Test> matches(Node node, Type type, Mark mark) {
    if (!Type.TEXT.equals(type)) {
      return unfit("matches", type, mark);
    }
    return literals
        .read(node, type)
        .flatMap(text -> Test.Matches.read((String) text, node.mark(), mistakes));
  }

  private Optional<Test> within(Node node, Type type, Mark mark) {
    return Type.NETWORKS.equals(type) || Type.TEXT.equals(type)
        ? literals.networks(node).map(Test.Within::new)
        : unfit("within", type, mark);
  }

  private Optional<Test> contains(Node node, Type type, Mark mark) {
    if (type instanceof Type.ListOf list) {
      return literals.read(node, list.element()).map(Test.Contains::new);
    }
    return Type.TEXT.equals(type) || Type.NETWORKS.equals(type)
        ? literals.read(node, type).map(Test.Contains::new)
        : unfit("contains", type, mark);
  }

  private Optional<Test> bound(String operator, Node node, Type type, Mark mark) {
    if (!ordered(type)) {
      return unfit(operator, type, mark);
    }
    Comparison comparison =
        switch (operator) {
          case "less-than" -> Comparison.LESS_THAN;
          case "at-most" -> Comparison.AT_MOST;
          case "more-than" -> Comparison.MORE_THAN;
          default -> Comparison.AT_LEAST;
        };
    return literals.read(node, type).map(value -> new Test.Bound(comparison, value));
  }

  private static boolean ordered(Type type) {
    return Type.INTEGER.equals(type)
        || Type.VERSION.equals(type)
        || (type instanceof Type.Words words && words.ordered());
  }

  private Optional<Test> unfit(String operator, Type type, Mark mark) {
    return refused(mark, "\"" + operator + "\" does not apply to " + LiteralReader.described(type));
  }

  private Optional<Test> refused(Mark mark, String message) {
    mistakes.add(mark, message);
    return Optional.empty();
  }
}
