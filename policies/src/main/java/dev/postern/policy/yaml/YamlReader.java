package dev.postern.policy.yaml;

import dev.postern.policy.yaml.Node.Entry;
import dev.postern.policy.yaml.Node.Kind;
import dev.postern.policy.yaml.Node.Mapping;
import dev.postern.policy.yaml.Node.Scalar;
import dev.postern.policy.yaml.Node.Sequence;
import dev.postern.source.SourceFile;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Reads one YAML 1.2 document with the places of its values. Aliases, tags and several documents in
 * one text are refused: a policy must say what it says in one place.
 */
public final class YamlReader {
  private static final int MAX_DEPTH = 64;

  private final SourceFile source;
  private final Mistakes mistakes;
  private final Iterator<Event> events;

  private YamlReader(SourceFile source, Mistakes mistakes) {
    this.source = source;
    this.mistakes = mistakes;
    LoadSettings settings = LoadSettings.builder().setLabel(source.path()).build();
    this.events = new Parse(settings).parseString(source.text()).iterator();
  }

  /**
   * The document.
   *
   * @return empty when the text is empty or not YAML; the latter is added to {@code mistakes}
   */
  public static Optional<Node> read(SourceFile source, Mistakes mistakes) {
    int before = mistakes.size();
    try {
      Optional<Node> document = new YamlReader(source, mistakes).document();
      if (document.isEmpty() && mistakes.size() == before) {
        mistakes.add(Mark.of(source), "the file is empty");
      }
      return document;
    } catch (MarkedYamlEngineException e) {
      Mark place = e.getProblemMark().map(mark -> at(source, mark)).orElse(Mark.of(source));
      mistakes.add(place, "not YAML: " + e.getProblem());
    } catch (YamlEngineException e) {
      mistakes.add(Mark.of(source), "not YAML: " + e.getMessage());
    } catch (GaveUp e) {
      mistakes.add(e.mark, e.message);
    }
    return Optional.empty();
  }

  private static Mark at(SourceFile source, org.snakeyaml.engine.v2.exceptions.Mark mark) {
    return new Mark(source, mark.getLine() + 1, mark.getColumn() + 1, mark.getColumn() + 2);
  }

  private Optional<Node> document() throws GaveUp {
    Optional<Node> found = Optional.empty();
    while (events.hasNext()) {
      Event event = events.next();
      switch (event.getEventId()) {
        case Scalar, MappingStart, SequenceStart, Alias -> {
          if (found.isPresent()) {
            throw new GaveUp(place(event), "expected one document; put the next in its own file");
          }
          found = Optional.of(node(event, 0));
        }
        default -> {}
      }
    }
    return found;
  }

  private Node node(Event event, int depth) throws GaveUp {
    if (depth > MAX_DEPTH) {
      throw new GaveUp(place(event), "nested more than " + MAX_DEPTH + " levels deep");
    }
    return switch (event.getEventId()) {
      case Scalar -> scalar((ScalarEvent) event);
      case SequenceStart -> sequence(event, depth);
      case MappingStart -> mapping(event, depth);
      default -> throw new GaveUp(place(event), "aliases are not supported; write the value out");
    };
  }

  private Sequence sequence(Event start, int depth) throws GaveUp {
    List<Node> items = new ArrayList<>();
    for (Event event = events.next();
        event.getEventId() != Event.ID.SequenceEnd;
        event = events.next()) {
      items.add(node(event, depth + 1));
    }
    return new Sequence(items, place(start));
  }

  private Mapping mapping(Event start, int depth) throws GaveUp {
    List<Entry> entries = new ArrayList<>();
    Set<String> keys = new HashSet<>();
    for (Event event = events.next();
        event.getEventId() != Event.ID.MappingEnd;
        event = events.next()) {
      Node key = node(event, depth + 1);
      Node value = node(events.next(), depth + 1);
      if (!(key instanceof Scalar scalar)) {
        mistakes.add(key.mark(), "expected a key, found " + key.described());
      } else if (!keys.add(scalar.text())) {
        mistakes.add(key.mark(), "\"" + scalar.text() + "\" stands here twice");
      } else {
        entries.add(new Entry(scalar, value));
      }
    }
    return new Mapping(entries, place(start));
  }

  private Scalar scalar(ScalarEvent event) {
    Kind kind = event.isPlain() ? kind(event.getValue()) : Kind.TEXT;
    return new Scalar(event.getValue(), kind, place(event));
  }

  /** The core schema of YAML 1.2.2 section 10.3.2, without octal and hexadecimal numbers. */
  private static Kind kind(String text) {
    return switch (text) {
      case "", "~", "null", "Null", "NULL" -> Kind.NULL;
      case "true", "True", "TRUE", "false", "False", "FALSE" -> Kind.BOOLEAN;
      default -> number(text);
    };
  }

  private static Kind number(String text) {
    int digits = 0;
    int dots = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= '0' && c <= '9') {
        digits++;
      } else if (c == '.') {
        dots++;
      } else if (i > 0 || (c != '-' && c != '+')) {
        return Kind.TEXT;
      }
    }
    if (digits == 0 || dots > 1) {
      return Kind.TEXT;
    }
    return dots == 0 ? Kind.INTEGER : Kind.FRACTION;
  }

  private Mark place(Event event) {
    return event
        .getStartMark()
        .map(
            start -> {
              int end =
                  event
                      .getEndMark()
                      .filter(mark -> mark.getLine() == start.getLine())
                      .map(mark -> mark.getColumn() + 1)
                      .orElse(start.getColumn() + 2);
              int column = start.getColumn() + 1;
              return new Mark(source, start.getLine() + 1, column, Math.max(end, column + 1));
            })
        .orElse(Mark.of(source));
  }

  /** Reading cannot go on. */
  private static final class GaveUp extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Mark mark;
    private final String message;

    GaveUp(Mark mark, String message) {
      super(message, null, false, false);
      this.mark = mark;
      this.message = message;
    }
  }
}
