package dev.postern.policy.condition;

import dev.postern.net.Networks;
import dev.postern.net.Prefix;
import dev.postern.policy.yaml.Mistakes;
import dev.postern.policy.yaml.Node;
import dev.postern.policy.yaml.Node.Kind;
import dev.postern.policy.yaml.Node.Scalar;
import dev.postern.policy.yaml.Node.Sequence;
import dev.postern.posture.service.Version;
import dev.postern.posture.shape.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads a policy's values as what the posture holds at a path. */
final class LiteralReader {
  private final Mistakes mistakes;

  LiteralReader(Mistakes mistakes) {
    this.mistakes = mistakes;
  }

  /** A value of a type, as {@link Values#comparable} gives it; empty after a mistake. */
  Optional<Object> read(Node node, Type type) {
    if (Type.NETWORKS.equals(type)) {
      return networks(node).map(value -> value);
    }
    if (!(node instanceof Scalar scalar) || scalar.kind() == Kind.NULL) {
      mistakes.add(node.mark(), "expected " + described(type) + ", found " + node.described());
      return Optional.empty();
    }
    Optional<Object> value =
        type instanceof Type.Words words ? word(scalar, words) : plain(scalar, type);
    if (value.isEmpty() && !(type instanceof Type.Words)) {
      mistakes.add(node.mark(), "expected " + described(type) + ", found " + node.described());
    }
    return value;
  }

  /** Networks: one of the words any and none, one prefix, or a list of them. */
  Optional<Networks> networks(Node node) {
    if (node instanceof Scalar scalar && scalar.text().equals("any")) {
      return Optional.of(Networks.ANY);
    }
    if (node instanceof Scalar scalar && scalar.text().equals("none")) {
      return Optional.of(Networks.NONE);
    }
    List<Node> items = node instanceof Sequence sequence ? sequence.items() : List.of(node);
    List<Prefix> prefixes = new ArrayList<>();
    for (Node item : items) {
      Optional<Prefix> prefix =
          item instanceof Scalar scalar ? Prefix.parse(scalar.text()) : Optional.empty();
      if (prefix.isEmpty()) {
        mistakes.add(
            item.mark(),
            "expected an address or a network such as 10.0.0.0/8, found " + item.described());
        return Optional.empty();
      }
      prefixes.add(prefix.get());
    }
    return Optional.of(new Networks(prefixes));
  }

  private static Optional<Object> plain(Scalar scalar, Type type) {
    if (Type.TEXT.equals(type)) {
      return Optional.of(scalar.text());
    }
    if (Type.VERSION.equals(type)) {
      return scalar.text().isEmpty()
          ? Optional.empty()
          : Version.parse(scalar.text()).map(value -> value);
    }
    if (Type.BOOLEAN.equals(type)) {
      return scalar.kind() == Kind.BOOLEAN
          ? Optional.of(Boolean.parseBoolean(scalar.text()))
          : Optional.empty();
    }
    try {
      return scalar.kind() == Kind.INTEGER
          ? Optional.of(Integer.valueOf(scalar.text()))
          : Optional.empty();
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private Optional<Object> word(Scalar scalar, Type.Words type) {
    int place = type.words().indexOf(scalar.text());
    if (place >= 0) {
      return Optional.of(place);
    }
    String message = "\"" + scalar.text() + "\" is none of " + String.join(", ", type.words());
    mistakes.unknownName(scalar.mark(), message, scalar.text(), type.words());
    return Optional.empty();
  }

  /** A type in words, for messages. */
  static String described(Type type) {
    if (type instanceof Type.Words words) {
      return "one of " + String.join(", ", words.words());
    }
    if (type instanceof Type.ListOf list) {
      return "a list of " + described(list.element());
    }
    return Type.BOOLEAN.equals(type)
        ? "true or false"
        : Type.INTEGER.equals(type)
            ? "a whole number"
            : Type.VERSION.equals(type)
                ? "a version such as 2.3.19"
                : Type.NETWORKS.equals(type) ? "networks" : "a text";
  }
}
