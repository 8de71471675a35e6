package dev.postern.policy.yaml;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** Collects the mistakes of policies, so that a user sees all of them at once. */
public final class Mistakes {
  private final List<Mistake> found = new ArrayList<>();

  public void add(Mark mark, String message) {
    found.add(new Mistake(mark, message));
  }

  /** A name that does not exist, with the nearest one that does. */
  public void unknownName(Mark mark, String message, String name, Collection<String> names) {
    add(mark, message + NearestName.hint(name, names));
  }

  public int size() {
    return found.size();
  }

  /**
   * Gives up when something was found.
   *
   * @throws PolicyException with everything found, by file, line and column
   */
  public void throwIfAny() throws PolicyException {
    if (!found.isEmpty()) {
      throw new PolicyException(found.stream().sorted(byPlace()).distinct().toList());
    }
  }

  private static Comparator<Mistake> byPlace() {
    return Comparator.comparing((Mistake mistake) -> path(mistake.mark()))
        .thenComparing(mistake -> mistake.mark().line())
        .thenComparing(mistake -> mistake.mark().column());
  }

  private static String path(Mark mark) {
    return mark.source() == null ? "" : mark.source().path();
  }
}
