package dev.postern.policy.condition;

import dev.postern.policy.yaml.Mark;
import dev.postern.policy.yaml.Mistakes;
import dev.postern.policy.yaml.NearestName;
import dev.postern.posture.Host;
import dev.postern.posture.shape.Shape;
import dev.postern.posture.shape.Shape.Leaf;
import dev.postern.posture.shape.Shape.Part;
import dev.postern.posture.shape.Shape.Parts;
import dev.postern.posture.shape.Shape.Property;
import dev.postern.posture.shape.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Resolves the paths of policies against the shapes of the posture. */
final class PathReader {
  private PathReader() {}

  /**
   * A path to a leaf or a list.
   *
   * @return empty when the posture has no such path, which is added to {@code mistakes}
   */
  static Optional<Path> read(String text, Mark mark, Shape<?> subject, Mistakes mistakes) {
    List<Path> chain = chain(text, mark, subject, mistakes);
    if (chain.size() > 1) {
      mistakes.add(mark, beyond(chain.get(0).end(), text));
      return Optional.empty();
    }
    return chain.stream().findFirst();
  }

  /**
   * A path that may cross lists: one path to each list crossed, then one from its elements.
   *
   * @return empty when the posture has no such path, which is added to {@code mistakes}
   */
  static List<Path> chain(String text, Mark mark, Shape<?> subject, Mistakes mistakes) {
    boolean ofHost = text.startsWith(Path.HOST);
    Shape<?> shape = ofHost ? Host.SHAPE : subject;
    String[] keys = (ofHost ? text.substring(Path.HOST.length()) : text).split("\\.", -1);
    List<Path> chain = new ArrayList<>();
    List<Part<Object, Object>> way = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < keys.length; i++) {
      Property<Object> property = property(shape, keys[i]);
      boolean last = i == keys.length - 1;
      if (property == null) {
        mistakes.add(mark, unknownKey(keys[i], text, shape, subject));
        return List.of();
      }
      if (property instanceof Part<Object, ?> part) {
        way.add(passable(part));
        shape = part.shape();
        if (last) {
          mistakes.add(mark, "\"" + text + "\" is an object: say which of " + keys(shape));
          return List.of();
        }
        continue;
      }
      boolean first = chain.isEmpty();
      String written = String.join(".", Arrays.asList(keys).subList(start, i + 1));
      chain.add(
          new Path(
              first && ofHost ? Path.HOST + written : written,
              first && ofHost,
              List.copyOf(way),
              property));
      if (property instanceof Parts<Object, ?> parts) {
        way.clear();
        shape = parts.shape();
        start = i + 1;
      } else if (!last) {
        mistakes.add(mark, beyond(property, text));
        return List.of();
      }
    }
    return chain;
  }

  private static String beyond(Property<Object> property, String text) {
    boolean list =
        property instanceof Parts<Object, ?>
            || (property instanceof Leaf<Object> leaf && leaf.type() instanceof Type.ListOf);
    return list
        ? "\""
            + property.name()
            + "\" is a list: say which of its elements with every, some, none or count"
        : "\"" + property.name() + "\" is a single value, so \"" + text + "\" leads nowhere";
  }

  private static String unknownKey(String key, String text, Shape<?> shape, Shape<?> subject) {
    String head = "the posture has no \"" + key + "\" in " + shape.name();
    List<String> names = shape.properties().stream().map(Property::name).toList();
    String hint = NearestName.hint(key, names);
    if (!hint.isEmpty()) {
      String wanted = hint.substring(hint.indexOf('"') + 1, hint.lastIndexOf('"'));
      int at = text.lastIndexOf(key);
      String whole = text.substring(0, at) + wanted + text.substring(at + key.length());
      return head + "; did you mean \"" + whole + "\"?";
    }
    List<String> elsewhere = new ArrayList<>();
    collect(subject, "", key, elsewhere);
    return elsewhere.isEmpty()
        ? head + "; it has " + String.join(", ", names)
        : head + "; did you mean \"" + elsewhere.get(0) + "\"?";
  }

  /** Paths below a shape that end in a key. */
  private static void collect(Shape<?> shape, String prefix, String key, List<String> found) {
    for (Property<?> property : shape.properties()) {
      if (property instanceof Part<?, ?> part) {
        collect(part.shape(), prefix + part.name() + ".", key, found);
      } else if (property.name().equals(key)) {
        found.add(prefix + key);
      }
    }
  }

  private static String keys(Shape<?> shape) {
    return String.join(", ", shape.properties().stream().map(Property::name).toList());
  }

  @SuppressWarnings("unchecked") // Paths are read only from subjects that have the shape.
  private static @org.jspecify.annotations.Nullable Property<Object> property(
      Shape<?> shape, String key) {
    for (Property<?> property : shape.properties()) {
      if (property.name().equals(key)) {
        return (Property<Object>) property;
      }
    }
    return null;
  }

  @SuppressWarnings("unchecked") // As above.
  private static Part<Object, Object> passable(Part<Object, ?> part) {
    return (Part<Object, Object>) part;
  }
}
