package dev.postern.report;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.postern.fact.Fact;
import dev.postern.fact.Origin;
import dev.postern.net.Networks;
import dev.postern.net.Prefix;
import dev.postern.posture.Host;
import dev.postern.posture.shape.Shape;
import dev.postern.posture.shape.Word;
import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The posture of hosts, by their shapes: the keys are the paths that policies use, and every leaf
 * tells its value and where that comes from, or why it is unknown.
 */
public final class PostureJson {
  /** Statements first, by place; then defaults, then assumptions. */
  private static final Comparator<Origin> TELLING = PostureJson::compare;

  private PostureJson() {}

  /** Writes {@code {"schema": 1, "hosts": […]}}. */
  public static void render(List<Host> hosts, Writer out) throws IOException {
    try (JsonGenerator json = Json.generator(out)) {
      json.writeStartObject();
      json.writeNumberField("schema", 1);
      json.writeArrayFieldStart("hosts");
      for (Host host : hosts) {
        object(json, Host.SHAPE, host);
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    out.write('\n');
  }

  private static <T> void object(JsonGenerator json, Shape<T> shape, T object) throws IOException {
    json.writeStartObject();
    for (Shape.Property<T> property : shape.properties()) {
      json.writeFieldName(property.name());
      if (property instanceof Shape.Leaf<T> leaf) {
        fact(json, leaf.read().apply(object));
      } else if (property instanceof Shape.Part<T, ?> part) {
        part(json, part, object);
      } else if (property instanceof Shape.Parts<T, ?> parts) {
        parts(json, parts, object);
      }
    }
    json.writeEndObject();
  }

  private static <T, P> void part(JsonGenerator json, Shape.Part<T, P> part, T object)
      throws IOException {
    object(json, part.shape(), part.read().apply(object));
  }

  private static <T, P> void parts(JsonGenerator json, Shape.Parts<T, P> parts, T object)
      throws IOException {
    Fact<List<P>> list = parts.read().apply(object);
    if (list instanceof Fact.Known<List<P>> known) {
      json.writeStartArray();
      for (P element : known.value()) {
        object(json, parts.shape(), element);
      }
      json.writeEndArray();
    } else {
      json.writeStartObject();
      json.writeStringField("unknown", ((Fact.Unknown<List<P>>) list).reason());
      origins(json, list);
      json.writeEndObject();
    }
  }

  private static void fact(JsonGenerator json, Fact<?> fact) throws IOException {
    json.writeStartObject();
    if (fact instanceof Fact.Known<?> known) {
      json.writeFieldName("value");
      Json.value(json, plain(known.value()));
    } else {
      Fact.Unknown<?> unknown = (Fact.Unknown<?>) fact;
      json.writeStringField("unknown", unknown.reason());
      if (!unknown.candidates().isEmpty()) {
        json.writeArrayFieldStart("candidates");
        for (Object candidate : unknown.candidates()) {
          Json.value(json, plain(candidate));
        }
        json.writeEndArray();
      }
    }
    origins(json, fact);
    json.writeEndObject();
  }

  /** The most telling origin as fields of the fact, the others under {@code also}. */
  private static void origins(JsonGenerator json, Fact<?> fact) throws IOException {
    List<Origin> origins = new ArrayList<>(fact.origins());
    if (origins.isEmpty()) {
      return;
    }
    origins.sort(TELLING);
    Json.origin(json, origins.get(0));
    if (origins.size() > 1) {
      json.writeArrayFieldStart("also");
      for (Origin origin : origins.subList(1, origins.size())) {
        json.writeStartObject();
        Json.origin(json, origin);
        json.writeEndObject();
      }
      json.writeEndArray();
    }
  }

  private static int compare(Origin left, Origin right) {
    int order = Integer.compare(rank(left), rank(right));
    if (order == 0 && left instanceof Origin.Setting one && right instanceof Origin.Setting other) {
      order = one.span().compareTo(other.span());
    }
    return order != 0 ? order : left.toString().compareTo(right.toString());
  }

  private static int rank(Origin origin) {
    return origin instanceof Origin.Setting ? 0 : origin instanceof Origin.Default ? 1 : 2;
  }

  /** Networks as {@code any} or a list of prefixes, constants as their words. */
  private static Object plain(Object value) {
    if (value instanceof Networks networks) {
      if (networks.isAny()) {
        return "any";
      }
      List<String> prefixes = new ArrayList<>();
      for (Prefix prefix : networks.prefixes()) {
        prefixes.add(prefix.toString());
      }
      return prefixes;
    }
    if (value instanceof Enum<?> constant) {
      return Word.of(constant);
    }
    if (value instanceof List<?> list) {
      List<Object> elements = new ArrayList<>();
      for (Object element : list) {
        elements.add(plain(element));
      }
      return elements;
    }
    return value;
  }
}
