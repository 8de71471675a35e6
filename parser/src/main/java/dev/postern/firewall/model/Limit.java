package dev.postern.firewall.model;

/**
 * How many connections a match lets pass before it turns.
 *
 * @param count how many in {@code perSeconds}; for {@link Kind#CONCURRENT}, how many at once
 * @param perSeconds seconds; 0 for a count at one moment
 * @param burst how many more at the start; 0 when that is not written
 */
public record Limit(Kind kind, int count, int perSeconds, int burst, Key key) {

  /** The same, kept apart by something. */
  public Limit keyed(Key other) {
    return new Limit(kind, count, perSeconds, burst, other);
  }

  /** What is counted. */
  public enum Kind {
    RATE,
    CONCURRENT
  }

  /** By what the count is kept apart. */
  public enum Key {
    SOURCE_ADDRESS,
    SOURCE_NETWORK,
    GLOBAL
  }
}
