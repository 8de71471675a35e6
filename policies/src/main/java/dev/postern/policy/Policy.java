package dev.postern.policy;

import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * The rules in force.
 *
 * @param packs those that were chosen, in order
 * @param rules each once, by id
 */
public record Policy(List<Pack> packs, List<Rule> rules) {
  public Policy {
    packs = List.copyOf(packs);
    rules = rules.stream().sorted((one, other) -> one.id().compareTo(other.id())).toList();
  }

  /** Only the rules that one of the ids, names or families names. */
  public Policy only(Collection<String> selectors) {
    return new Policy(packs, rules.stream().filter(rule -> isNamed(rule, selectors)).toList());
  }

  /** Without the rules that one of the ids, names or families names. */
  public Policy skip(Collection<String> selectors) {
    return new Policy(packs, rules.stream().filter(rule -> !isNamed(rule, selectors)).toList());
  }

  /** The rule with an id or name, in any case. */
  public Optional<Rule> rule(String idOrName) {
    return rules.stream()
        .filter(
            rule -> rule.id().equalsIgnoreCase(idOrName) || rule.name().equalsIgnoreCase(idOrName))
        .findFirst();
  }

  private static boolean isNamed(Rule rule, Collection<String> selectors) {
    return selectors.stream().anyMatch(rule::isNamed);
  }
}
