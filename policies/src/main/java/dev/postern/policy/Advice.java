package dev.postern.policy;

import java.util.Iterator;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Something to do, in a clause that may speak of ports.
 *
 * @param before the clause up to its ports; all of it where it speaks of none
 * @param ports those it is to be done for, by their numbers
 * @param after the rest of the clause
 */
public record Advice(String before, SortedSet<Integer> ports, String after) {
  private static final String PORT = "port ";

  public Advice {
    ports = new TreeSet<>(ports);
  }

  /** Advice about no port. */
  public static Advice of(String clause) {
    return new Advice(clause, new TreeSet<>(), "");
  }

  /** Advice that may name one port, as {@code port 143}. */
  static Advice of(String clause, int port) {
    String named = PORT + port;
    int at = clause.indexOf(named);
    int end = at + named.length();
    if (at < 0 || (end < clause.length() && Character.isDigit(clause.charAt(end)))) {
      return of(clause);
    }
    TreeSet<Integer> ports = new TreeSet<>();
    ports.add(port);
    return new Advice(clause.substring(0, at), ports, clause.substring(end));
  }

  /** Whether nothing but the ports tells it from {@code other}. */
  boolean isLike(Advice other) {
    return before.equals(other.before)
        && after.equals(other.after)
        && ports.isEmpty() == other.ports.isEmpty();
  }

  /** The same for the ports of both. */
  Advice and(Advice other) {
    TreeSet<Integer> both = new TreeSet<>(ports);
    both.addAll(other.ports);
    return new Advice(before, both, after);
  }

  /** The clause, with {@code port 143} or {@code ports 110, 143 and 4190}. */
  @Override
  public String toString() {
    if (ports.isEmpty()) {
      return before;
    }
    StringBuilder text = new StringBuilder(before).append(ports.size() == 1 ? PORT : "ports ");
    String between = "";
    for (Iterator<Integer> numbers = ports.iterator(); numbers.hasNext(); ) {
      int number = numbers.next();
      text.append(between.isEmpty() || numbers.hasNext() ? between : " and ").append(number);
      between = ", ";
    }
    return text.append(after).toString();
  }
}
