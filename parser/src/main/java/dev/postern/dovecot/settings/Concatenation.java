package dev.postern.dovecot.settings;

import dev.postern.fact.Fact;
import java.util.ArrayList;
import java.util.List;

/**
 * A value put together from words and from what variables stand for. Dovecot's bound is its memory:
 * a setting that names itself twice doubles with each line.
 */
public final class Concatenation {
  public static final String TOO_LONG = "variables make it longer than Postern follows";

  private final Room room;
  private final StringBuilder text = new StringBuilder();
  private final List<Fact<String>> parts = new ArrayList<>();
  private boolean isTooLong;

  /** How many characters there may still be, in one value or in several that share it. */
  public static final class Room {
    private long left;

    public Room(int characters) {
      left = characters;
    }
  }

  public Concatenation(Room room) {
    this.room = room;
  }

  /** A word that stands for itself. */
  public void add(String word) {
    add(word, Fact.known(word));
  }

  /**
   * A word that stands for something.
   *
   * @param shown what doveconf prints in its place
   */
  public void add(String shown, Fact<String> value) {
    room.left -= shown.length();
    for (String possible : value.possibilities()) {
      room.left -= possible.length();
    }
    isTooLong |= room.left < 0;
    if (!isTooLong) {
      text.append(shown);
      parts.add(value);
    }
  }

  /** Whether the room did not suffice; the text ends before the word that did not fit. */
  public boolean isTooLong() {
    return isTooLong;
  }

  /** What doveconf prints. */
  public String text() {
    return text.toString();
  }

  /** The value; unknown where it is too long. */
  public Fact<String> value() {
    if (isTooLong) {
      return Fact.unknown(TOO_LONG);
    }
    return parts.isEmpty() ? Fact.known("") : joined(parts);
  }

  /** Halves are joined, since each join copies both. */
  private static Fact<String> joined(List<Fact<String>> parts) {
    int size = parts.size();
    return size == 1
        ? parts.get(0)
        : joined(parts.subList(0, size / 2))
            .with(joined(parts.subList(size / 2, size)), String::concat);
  }
}
