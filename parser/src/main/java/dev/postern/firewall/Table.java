package dev.postern.firewall;

import dev.postern.fact.Origin;
import dev.postern.net.Family;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

  /** One chain that decides nothing, in the place of all that a refused file would have loaded. */
  public static Table undecided(String why) {
    Chain chain =
        new Chain(
            "refused",
            Optional.of(new Hook(Hook.Point.INPUT, Hook.Type.FILTER, 0)),
            new Verdict.Undecided(why),
            List.of(),
            new Origin.Assumption(why));
    return new Table("refused", Set.of(Family.values()), Map.of(chain.name(), chain));
  }
}
