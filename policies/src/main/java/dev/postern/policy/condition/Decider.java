package dev.postern.policy.condition;

import dev.postern.fact.Fact;
import dev.postern.fact.Origin;
import java.util.List;

/**
 * A fact that decided the result of a condition.
 *
 * @param path from the rule's subject, keys of list elements included: {@code rate-limits.layer}
 * @param value the fact's value as evidence shows it: a Boolean, an Integer, a text or a list of
 *     these; for an unknown fact {@code unknown: reason}
 */
public record Decider(String path, Fact<?> fact, Object value) {
  static Decider of(Path path, Fact<?> fact) {
    Object value =
        fact instanceof Fact.Unknown<?> unknown
            ? "unknown: " + unknown.reason()
            : path.shown(fact.toOptional().orElseThrow());
    return new Decider(path.text(), fact, value);
  }

  /**
   * The same fact, seen from the holder of the list that it is an element of. A fact that does not
   * tell where it comes from comes from where the list does.
   */
  Decider below(String list, List<Origin> origins) {
    return path.startsWith(Path.HOST)
        ? this
        : new Decider(
            path.isEmpty() ? list : list + "." + path,
            fact.origins().isEmpty() ? fact.from(origins) : fact,
            value);
  }
}
