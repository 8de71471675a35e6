package dev.postern.policy;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * How to make a failing rule pass.
 *
 * @param aim what is to be reached
 * @param steps all of which lead there
 * @param alternatives each of which does instead
 * @param edits lines to change in the files; empty when the change is not one of a line that is
 *     there
 */
public record Fix(Advice aim, List<Advice> steps, List<Advice> alternatives, List<Edit> edits) {
  public Fix {
    steps = List.copyOf(steps);
    alternatives = List.copyOf(alternatives);
    edits = List.copyOf(edits);
  }

  /**
   * One changed line.
   *
   * @param line from 1
   * @param before the line's statement as it is, without indentation
   */
  public record Edit(String file, int line, String before, String after) {}

  /** One sentence, without its full stop. */
  public String description() {
    StringBuilder text = new StringBuilder(aim.toString());
    String between = ": ";
    for (Advice step : steps) {
      text.append(between).append(step);
      between = "; ";
    }
    for (Advice alternative : alternatives) {
      text.append(between).append("or ").append(alternative);
      between = "; ";
    }
    return text.toString();
  }

  /** One fix for two failures of a rule: what differs in its ports alone is said once. */
  public Fix and(Fix other) {
    Set<Edit> all = new LinkedHashSet<>(edits);
    all.addAll(other.edits);
    return new Fix(
        aim.isLike(other.aim) ? aim.and(other.aim) : aim,
        together(steps, other.steps),
        together(alternatives, other.alternatives),
        List.copyOf(all));
  }

  private static List<Advice> together(List<Advice> mine, List<Advice> others) {
    List<Advice> all = new ArrayList<>(mine);
    for (Advice other : others) {
      int at = 0;
      while (at < all.size() && !all.get(at).isLike(other)) {
        at++;
      }
      if (at < all.size()) {
        all.set(at, all.get(at).and(other));
      } else {
        all.add(other);
      }
    }
    return all;
  }
}
