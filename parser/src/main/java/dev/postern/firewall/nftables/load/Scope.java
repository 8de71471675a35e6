package dev.postern.firewall.nftables.load;

import dev.postern.firewall.nftables.syntax.Term;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The variables of a block, and of the blocks around it. */
public final class Scope {
  private final Optional<Scope> outer;
  private final Map<String, Value> values = new HashMap<>();

  /**
   * What a variable stands for.
   *
   * @param weight how many words it is when written out
   */
  record Value(List<Term> terms, int weight) {}

  public Scope() {
    this.outer = Optional.empty();
  }

  /** Definitions inside others, which hold where these say nothing. */
  public Scope(Scope outer) {
    this.outer = Optional.of(outer);
  }

  Optional<Value> find(String name) {
    Value own = values.get(name);
    return own != null ? Optional.of(own) : outer.flatMap(scope -> scope.find(name));
  }

  /** Whether this very block has it. */
  boolean defines(String name) {
    return values.containsKey(name);
  }

  void define(String name, Value value) {
    values.put(name, value);
  }

  boolean remove(String name) {
    return values.remove(name) != null;
  }
}
