package dev.postern.policy.condition;

import dev.postern.policy.condition.Condition.Provenance;
import dev.postern.policy.condition.Condition.Quantifier;
import dev.postern.policy.yaml.Fields;
import dev.postern.policy.yaml.Mistakes;
import dev.postern.policy.yaml.Node;
import dev.postern.policy.yaml.Node.Entry;
import dev.postern.policy.yaml.Node.Mapping;
import dev.postern.policy.yaml.Node.Sequence;
import dev.postern.posture.shape.Shape;
import dev.postern.posture.shape.Shape.Leaf;
import dev.postern.posture.shape.Shape.Parts;
import dev.postern.posture.shape.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Reads conditions, typed against the shapes of the posture. */
public final class ConditionReader {
  private static final Map<String, Quantifier> QUANTIFIERS =
      Map.of(
          "every", Quantifier.EVERY,
          "some", Quantifier.SOME,
          "none", Quantifier.NONE,
          "count", Quantifier.COUNT);
  private static final List<String> PROVENANCES = List.of("set", "default", "unknown");

  private final Mistakes mistakes;
  private final TestReader tests;

  public ConditionReader(Parameters parameters, Mistakes mistakes) {
    this.mistakes = mistakes;
    this.tests = new TestReader(parameters, mistakes);
  }

  /** A mapping whose entries must all hold. After a mistake, some condition. */
  public Condition read(Node node, Shape<?> shape) {
    if (!(node instanceof Mapping mapping)) {
      mistakes.add(node.mark(), "expected a condition, found " + node.described());
      return Condition.ALWAYS;
    }
    List<Condition> parts = new ArrayList<>();
    for (Entry entry : mapping.entries()) {
      parts.add(
          switch (entry.name()) {
            case "all" -> new Condition.All(list(entry, shape));
            case "any" -> new Condition.Any(list(entry, shape));
            case "not" -> new Condition.Not(read(entry.value(), shape));
            default ->
                PathReader.read(entry.name(), entry.key().mark(), shape, mistakes)
                    .map(path -> onPath(path, entry))
                    .orElse(Condition.ALWAYS);
          });
    }
    return parts.size() == 1 ? parts.get(0) : new Condition.All(parts);
  }

  private List<Condition> list(Entry entry, Shape<?> shape) {
    if (!(entry.value() instanceof Sequence sequence)) {
      mistakes.add(
          entry.value().mark(),
          "expected a list of conditions after \""
              + entry.name()
              + "\", found "
              + entry.value().described());
      return List.of();
    }
    return sequence.items().stream().map(item -> read(item, shape)).toList();
  }

  private Condition onPath(Path path, Entry entry) {
    Node node = entry.value();
    Optional<Entry> only = onlyEntry(node);
    if (only.isPresent() && only.get().name().equals("is")) {
      return provenance(path, only.get().value());
    }
    if (only.isPresent() && QUANTIFIERS.containsKey(only.get().name())) {
      return quantified(path, only.get());
    }
    Type type = path.end() instanceof Leaf<Object> leaf ? leaf.type() : null;
    boolean contains = only.isPresent() && only.get().name().equals("contains");
    if (type == null || (type instanceof Type.ListOf && !contains)) {
      mistakes.add(
          only.map(found -> found.key().mark()).orElse(node.mark()),
          "\""
              + path.text()
              + "\" is a list: say which of its elements with every, some, none or count");
      return Condition.ALWAYS;
    }
    return tests
        .read(node, type)
        .<Condition>map(test -> new Condition.Leaf(path, test))
        .orElse(Condition.ALWAYS);
  }

  private static Optional<Entry> onlyEntry(Node node) {
    return node instanceof Mapping mapping && mapping.entries().size() == 1
        ? Optional.of(mapping.entries().get(0))
        : Optional.empty();
  }

  private Condition provenance(Path path, Node node) {
    String word = Fields.text(node, mistakes);
    if (!PROVENANCES.contains(word)) {
      mistakes.unknownName(
          node.mark(), "expected set, default or unknown after \"is\"", word, PROVENANCES);
      return Condition.ALWAYS;
    }
    return new Condition.Is(path, Provenance.valueOf(word.toUpperCase(Locale.ROOT)));
  }

  private Condition quantified(Path path, Entry entry) {
    Quantifier quantifier = QUANTIFIERS.getOrDefault(entry.name(), Quantifier.SOME);
    boolean list =
        path.end() instanceof Parts<Object, ?>
            || (path.end() instanceof Leaf<Object> leaf && leaf.type() instanceof Type.ListOf);
    if (!list) {
      mistakes.add(
          entry.key().mark(),
          "\"" + path.text() + "\" is a single value, so \"" + entry.name() + "\" has no meaning");
      return Condition.ALWAYS;
    }
    if (quantifier != Quantifier.COUNT) {
      return new Condition.Quantified(path, quantifier, element(path, entry.value()), null);
    }
    return count(path, entry.value());
  }

  /** {@code { where: CONDITION, at-least: 2 }}, or {@code 2} alone. */
  private Condition count(Path path, Node node) {
    Condition element = Condition.ALWAYS;
    Node test = node;
    if (node instanceof Mapping mapping) {
      List<Entry> others = new ArrayList<>();
      for (Entry entry : mapping.entries()) {
        if (entry.name().equals("where")) {
          element = element(path, entry.value());
        } else {
          others.add(entry);
        }
      }
      test = new Mapping(others, mapping.mark());
    }
    Condition each = element;
    return tests
        .read(test, Type.INTEGER)
        .<Condition>map(read -> new Condition.Quantified(path, Quantifier.COUNT, each, read))
        .orElse(Condition.ALWAYS);
  }

  private Condition element(Path path, Node node) {
    if (path.end() instanceof Parts<Object, ?> parts) {
      return read(node, parts.shape());
    }
    Type.ListOf list = (Type.ListOf) ((Leaf<Object>) path.end()).type();
    Path itself = Path.itself(list.element());
    return tests
        .read(node, list.element())
        .<Condition>map(test -> new Condition.Leaf(itself, test))
        .orElse(Condition.ALWAYS);
  }
}
