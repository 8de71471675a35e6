package dev.postern.firewall.nftables;

import dev.postern.fact.Origin;
import dev.postern.firewall.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A chain while its file is loaded. */
final class LoadedChain {
  private final String name;
  private final List<LoadedRule> rules = new ArrayList<>();
  private Optional<BaseChain> base = Optional.empty();
  private Verdict policy = new Verdict.Accept();
  private Origin origin;

  LoadedChain(String name, Origin origin) {
    this.name = name;
    this.origin = origin;
  }

  /** The same chain under another name. */
  LoadedChain renamed(String other) {
    LoadedChain chain = new LoadedChain(other, origin);
    chain.rules.addAll(rules);
    chain.base = base;
    chain.policy = policy;
    return chain;
  }

  String name() {
    return name;
  }

  List<LoadedRule> rules() {
    return rules;
  }

  Optional<BaseChain> base() {
    return base;
  }

  void hook(BaseChain spec, Origin at) {
    base = Optional.of(spec);
    if (policy instanceof Verdict.Accept) {
      origin = at;
    }
  }

  Verdict policy() {
    return policy;
  }

  Origin origin() {
    return origin;
  }

  void policy(Verdict verdict, Origin at) {
    policy = verdict;
    origin = at;
  }
}
