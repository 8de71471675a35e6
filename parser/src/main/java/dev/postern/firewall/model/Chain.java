package dev.postern.firewall.model;

import dev.postern.fact.Origin;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Rules in their order.
 *
 * @param hook where the kernel calls it; empty for a chain that only rules call
 * @param policy what becomes of packets at the end of a base chain
 * @param origin the statement that gave the policy, or the assumption under which it holds
 */
public record Chain(
    String name, Optional<Hook> hook, Verdict policy, List<Rule> rules, Origin origin) {
  public Chain {
    rules = List.copyOf(rules);
  }

  /** Where it is written: its own statement, or its first rule; empty where neither is. */
  Optional<Origin.Setting> place() {
    return origin instanceof Origin.Setting setting
        ? Optional.of(setting)
        : rules.stream().findFirst().map(Rule::origin);
  }

  /** The same chain with a rule before all others. */
  Chain after(Rule rule) {
    List<Rule> all = new ArrayList<>(rules.size() + 1);
    all.add(rule);
    all.addAll(rules);
    return new Chain(name, hook, policy, all, origin);
  }
}
