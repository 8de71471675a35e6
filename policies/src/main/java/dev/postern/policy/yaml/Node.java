package dev.postern.policy.yaml;

import java.util.List;
import java.util.Optional;

/** A value of a YAML 1.2 text (core schema) with its place. */
public sealed interface Node {
  Mark mark();

  /** What a plain scalar means; quoted ones are always texts. */
  enum Kind {
    TEXT,
    BOOLEAN,
    INTEGER,
    /** A number with a fraction: a version such as {@code 2.4} reads as one. */
    FRACTION,
    NULL
  }

  /**
   * A single value.
   *
   * @param text as written, quotes and escapes resolved
   */
  record Scalar(String text, Kind kind, Mark mark) implements Node {}

  /** Values in order. */
  record Sequence(List<Node> items, Mark mark) implements Node {
    public Sequence {
      items = List.copyOf(items);
    }
  }

  /** Keys with values, in the order of the text; no key occurs twice. */
  record Mapping(List<Entry> entries, Mark mark) implements Node {
    public Mapping {
      entries = List.copyOf(entries);
    }

    /** The value under a key. */
    public Optional<Node> get(String key) {
      for (Entry entry : entries) {
        if (entry.name().equals(key)) {
          return Optional.of(entry.value());
        }
      }
      return Optional.empty();
    }
  }

  /** One key of a mapping. */
  record Entry(Scalar key, Node value) {
    public String name() {
      return key.text();
    }
  }

  /** In words: {@code a mapping, a list, the text "x"}. */
  default String described() {
    if (this instanceof Scalar scalar) {
      return switch (scalar.kind()) {
        case NULL -> "nothing";
        case TEXT -> "the text \"" + scalar.text() + "\"";
        default -> scalar.text();
      };
    }
    return this instanceof Sequence ? "a list" : "a mapping";
  }
}
