package dev.postern.firewall.model;

import dev.postern.fact.Fact;
import dev.postern.fact.Origin;
import dev.postern.net.Family;
import java.util.Collections;
import java.util.LinkedHashMap;
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
    chains = Collections.unmodifiableMap(new LinkedHashMap<>(chains));
  }

  /** The chain that a verdict calls; null when it calls none. */
  public @Nullable Chain called(Verdict verdict) {
    if (verdict instanceof Verdict.Jump jump) {
      return chains.get(jump.chain());
    }
    return verdict instanceof Verdict.Goto go ? chains.get(go.chain()) : null;
  }

  /** The same table where it may not be there, which lets everything pass. */
  public Table perhaps(String why) {
    Map<String, Chain> uncertain = new LinkedHashMap<>();
    for (Map.Entry<String, Chain> entry : chains.entrySet()) {
      Chain chain = entry.getValue();
      Optional<Chain> perhaps =
          chain.hook().isPresent()
              ? chain.place().map(place -> chain.after(absent(why, place)))
              : Optional.empty();
      uncertain.put(entry.getKey(), perhaps.orElse(chain));
    }
    return new Table(name, families, uncertain);
  }

  private static Rule absent(String why, Origin.Setting place) {
    return new Rule(List.of(new Match.Undecidable(why)), List.of(), new Verdict.Accept(), place);
  }

  /**
   * One chain that drops every packet of IPv6 where its protocol is switched off, as ip6_rcv_core()
   * of net/ipv6/ip6_input.c does before the first hook.
   *
   * @param isOff known to be so, or not known
   */
  public static Table withoutIpv6(Fact<Boolean> isOff) {
    Chain chain =
        new Chain(
            "disable_ipv6",
            Optional.of(new Hook(Hook.Point.INGRESS, Hook.Type.FILTER, Integer.MIN_VALUE)),
            isOff instanceof Fact.Unknown<Boolean> unknown
                ? new Verdict.Undecided(unknown.reason())
                : new Verdict.Drop(),
            List.of(),
            isOff.origins().get(0));
    return new Table("kernel", Set.of(Family.V6), Map.of(chain.name(), chain));
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
