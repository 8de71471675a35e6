package dev.postern.firewall.nftables.load;

import dev.postern.fact.Origin;
import dev.postern.firewall.model.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A chain while its file is loaded. */
public final class LoadedChain {
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

  public String name() {
    return name;
  }

  public List<LoadedRule> rules() {
    return rules;
  }

  /** Where the kernel calls it; empty where only rules do. */
  public Optional<BaseChain> base() {
    return base;
  }

  void hook(BaseChain spec, Origin at) {
    base = Optional.of(spec);
    if (policy instanceof Verdict.Accept) {
      origin = at;
    }
  }

  /** What becomes of packets that no rule decides about. */
  public Verdict policy() {
    return policy;
  }

  /** Where its policy was said, else where it was added. */
  public Origin origin() {
    return origin;
  }

  /** Sets what becomes of packets that no rule decides about. */
  public void policy(Verdict verdict, Origin at) {
    policy = verdict;
    origin = at;
  }
}
