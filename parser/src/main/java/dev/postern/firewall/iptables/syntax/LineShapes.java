package dev.postern.firewall.iptables.syntax;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Remembers what lines were understood to say, by the words that decide how a line is read. Files
 * of many lines repeat a few shapes with other addresses, ports and comments; the grammar reads the
 * first line of a shape, the others are recognised word by word.
 *
 * @param <T> what is known of a shape
 */
public final class LineShapes<T> {
  private static final int MOST_SHAPES = 4096;
  private static final int MOST_HOLES = 32;

  private final Predicate<String> isFixedName;
  private final Place<T> root = new Place<>();
  private final int[] starts = new int[MOST_HOLES];
  private final int[] ends = new int[MOST_HOLES];
  private int holes;
  private int shapes;

  /** How a word of a line takes part in its shape. */
  public enum Part {
    /** The line is read as it is because of this very word. */
    FIXED,
    /** Any other word could stand here. */
    VALUE,
    /** Any other name that is not a fixed one could stand here. */
    NAME
  }

  /** Between two words of lines. */
  private static final class Place<T> {
    private final List<Step<T>> steps = new ArrayList<>(2);
    private @Nullable T shape;
  }

  /** A word that may follow. */
  private record Step<T>(Part part, String word, Place<T> next) {}

  /**
   * Shapes, none of them known yet.
   *
   * @param isFixedName tells the names that do not stand for others
   */
  public LineShapes(Predicate<String> isFixedName) {
    this.isFixedName = isFixedName;
  }

  /**
   * What the shape of a text means; {@code null} when it is not known, or the text holds a
   * backslash, an open quote or a carriage return, which are the grammar's.
   */
  public @Nullable T find(String text, int start, int end) {
    holes = 0;
    Place<T> place = root;
    int at = start;
    while (true) {
      while (at < end && isBlank(text.charAt(at))) {
        at++;
      }
      if (at == end) {
        return place.shape;
      }
      int wordEnd = wordEnd(text, at, end);
      Place<T> next = wordEnd < 0 ? null : follow(place, text, at, wordEnd);
      if (next == null) {
        return null;
      }
      place = next;
      at = wordEnd;
    }
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t';
  }

  private static int wordEnd(String text, int start, int end) {
    for (int at = start; at < end; at++) {
      char c = text.charAt(at);
      if (c == ' ' || c == '\t') {
        return at;
      }
      if (c == '"') {
        return closingQuote(text, at + 1, end);
      }
      if (c == '\\' || c < ' ') {
        return -1;
      }
    }
    return end;
  }

  /** The offset behind the quote that ends a word; -1 without one, or when something is escaped. */
  private static int closingQuote(String text, int start, int end) {
    for (int at = start; at < end; at++) {
      char c = text.charAt(at);
      if (c == '"') {
        return at + 1;
      }
      if (c == '\\' || c < ' ') {
        return -1;
      }
    }
    return -1;
  }

  private @Nullable Place<T> follow(Place<T> place, String text, int start, int end) {
    List<Step<T>> steps = place.steps;
    for (int i = 0; i < steps.size(); i++) {
      Step<T> step = steps.get(i);
      boolean fits =
          step.part == Part.FIXED
              ? step.word.length() == end - start
                  && text.regionMatches(start, step.word, 0, end - start)
              : holes < MOST_HOLES && !isNot(text, start, end) && isFree(step, text, start, end);
      if (fits) {
        if (step.part != Part.FIXED) {
          starts[holes] = start;
          ends[holes++] = end;
        }
        return step.next;
      }
    }
    return null;
  }

  private static boolean isNot(String text, int start, int end) {
    return end - start == 1 && text.charAt(start) == '!';
  }

  private boolean isFree(Step<T> step, String text, int start, int end) {
    return step.part == Part.VALUE || !isFixedName.test(text.substring(start, end));
  }

  /** How many free words the text last found has. */
  int holes() {
    return holes;
  }

  /** A free word of the text last found, by its place among them. */
  public Word word(String text, int hole) {
    return new Word(
        IptablesParser.unquoted(text.substring(starts[hole], ends[hole])),
        starts[hole],
        ends[hole]);
  }

  /** Keeps the shape of a line of these words, each of which takes part as {@code parts} says. */
  public void learn(String text, List<Word> words, List<Part> parts, T shape) {
    if (shapes >= MOST_SHAPES) {
      return;
    }
    Place<T> place = root;
    for (int i = 0; i < words.size(); i++) {
      Word word = words.get(i);
      place = next(place, parts.get(i), text.substring(word.start(), word.end()));
    }
    if (place.shape == null) {
      shapes++;
      place.shape = shape;
    }
  }

  private Place<T> next(Place<T> place, Part part, String word) {
    for (Step<T> step : place.steps) {
      if (step.part == part && (part != Part.FIXED || step.word.equals(word))) {
        return step.next;
      }
    }
    Step<T> made = new Step<>(part, part == Part.FIXED ? word : "", new Place<>());
    // Fixed words are looked for before any word.
    place.steps.add(part == Part.FIXED ? 0 : place.steps.size(), made);
    return made.next;
  }
}
