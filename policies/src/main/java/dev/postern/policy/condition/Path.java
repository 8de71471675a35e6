package dev.postern.policy.condition;

import dev.postern.fact.Fact;
import dev.postern.policy.yaml.Mark;
import dev.postern.policy.yaml.Mistakes;
import dev.postern.posture.Host;
import dev.postern.posture.shape.Shape;
import dev.postern.posture.shape.Shape.Leaf;
import dev.postern.posture.shape.Shape.Part;
import dev.postern.posture.shape.Shape.Parts;
import dev.postern.posture.shape.Shape.Property;
import dev.postern.posture.shape.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.StringJoiner;

/**
 * A way from a scope to a fact of the posture.
 *
 * @param text as written in the policy; empty for an element of a list of plain values
 * @param ofHost whether it starts at the host, not at the subject
 * @param way the objects passed
 * @param end a leaf or a list of objects
 */
public record Path(
    String text, boolean ofHost, List<Part<Object, Object>> way, Property<Object> end) {
  /** More are not worth a reader's time. */
  private static final int MOST_POSSIBLE = 4;

  /** What a path to a fact of the host starts with. */
  public static final String HOST = "host.";

  /** The path of an element of a list of plain values: the element itself. */
  static Path itself(Type type) {
    return new Path("", false, List.of(), new Leaf<>("", type, Fact::known));
  }

  /**
   * The path of a shape that is known to have it.
   *
   * @throws IllegalArgumentException when it does not
   */
  public static Path of(Shape<?> shape, String text) {
    Mistakes mistakes = new Mistakes();
    return PathReader.read(text, Mark.NOWHERE, shape, mistakes)
        .orElseThrow(() -> new IllegalArgumentException(shape.name() + " has no " + text));
  }

  /** The fact at its end. */
  public Fact<?> read(Scope scope) {
    Object at = ofHost ? scope.host() : scope.subject();
    for (Part<Object, Object> part : way) {
      at = part.read().apply(at);
    }
    return end instanceof Parts<Object, ?> parts
        ? parts.read().apply(at)
        : ((Leaf<Object>) end).read().apply(at);
  }

  /** The value at its end as reports show it; where it is unknown, what is possible. */
  public Object value(Object subject, Host host) {
    Fact<?> fact = read(new Scope(subject, host));
    return fact.isKnown() ? shown(fact.toOptional().orElseThrow()) : possible(fact);
  }

  /** The values that an unknown fact leaves, {@code ?} when they are many. */
  String possible(Fact<?> fact) {
    Set<?> values = fact.possibilities();
    if (values.isEmpty() || values.size() > MOST_POSSIBLE) {
      return "?";
    }
    StringJoiner text = new StringJoiner(" or ");
    for (Object value : values) {
      String word = word(shown(value));
      text.add(word.isEmpty() ? "none" : word);
    }
    return text.toString();
  }

  /** A value as a text has it; a list with commas. */
  static String word(Object shown) {
    if (!(shown instanceof List<?> list)) {
      return shown.toString();
    }
    StringJoiner text = new StringJoiner(", ");
    list.forEach(element -> text.add(element.toString()));
    return text.toString();
  }

  /** A value at this path's end as evidence and messages show it. */
  Object shown(Object value) {
    if (end instanceof Parts<Object, ?> parts) {
      List<Object> elements = new ArrayList<>();
      for (Object element : (List<?>) value) {
        elements.add(summary(element, parts.shape()));
      }
      return elements;
    }
    return Values.shown(value);
  }

  /** The names and words of an object: {@code dovecot authentication-failures delay}. */
  private static String summary(Object object, Shape<?> shape) {
    StringBuilder text = new StringBuilder();
    for (Property<?> property : shape.properties()) {
      if (property instanceof Leaf<?> leaf
          && (leaf.type() instanceof Type.Words || Type.TEXT.equals(leaf.type()))) {
        readOf(leaf, object)
            .toOptional()
            .ifPresent(
                value -> text.append(text.length() == 0 ? "" : " ").append(Values.shown(value)));
      }
    }
    return text.toString();
  }

  @SuppressWarnings("unchecked") // The object comes from a list whose elements have this shape.
  private static Fact<?> readOf(Leaf<?> leaf, Object object) {
    return ((Leaf<Object>) leaf).read().apply(object);
  }
}
