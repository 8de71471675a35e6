package dev.postern.firewall;

import dev.postern.net.Family;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Chains that can call each other.
 *
 * @param families whose packets pass here
 * @param chains by name
 */
public record Table(String name, Set<Family> families, Map<String, Chain> chains) {
  public Table {
    families = Set.copyOf(families);
    chains = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(chains));
  }

  /** The chain that a verdict calls; null when it calls none. */
  @Nullable Chain called(Verdict verdict) {
    if (verdict instanceof Verdict.Jump jump) {
      return chains.get(jump.chain());
    }
    return verdict instanceof Verdict.Goto go ? chains.get(go.chain()) : null;
  }
}
