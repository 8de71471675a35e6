package dev.postern.firewall.nftables.compile;

import dev.postern.firewall.model.Limit;
import dev.postern.firewall.model.Match;
import dev.postern.firewall.nftables.load.LoadedChain;
import dev.postern.firewall.nftables.load.LoadedRule;
import dev.postern.firewall.nftables.load.LoadedSet;
import dev.postern.firewall.nftables.load.LoadedTable;
import dev.postern.firewall.nftables.syntax.Expression;
import dev.postern.firewall.nftables.syntax.Statement;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The sets of a table that its rules fill while packets pass. */
final class DynamicSets {
  private final Map<String, Limit> limits = new HashMap<>();
  private final Set<String> updated = new HashSet<>();
  private final Set<String> consulted = new HashSet<>();

  DynamicSets(LoadedTable table) {
    for (LoadedChain chain : table.chains().values()) {
      for (LoadedRule rule : chain.rules()) {
        survey(rule.statements());
      }
    }
  }

  private void survey(List<Statement> statements) {
    Optional<Limit> before = Optional.empty();
    for (Statement statement : statements) {
      if (statement instanceof Statement.Limited limited && limited.beyond()) {
        before = Optional.of(limited.limit());
      } else if (statement instanceof Statement.Comparison comparison
          && comparison.right() instanceof Expression.Named named) {
        consulted.add(named.name());
      } else if (statement instanceof Statement.Update update && update.set().isPresent()) {
        if (update.verb().equals("delete")) {
          continue;
        }
        String set = update.set().get();
        updated.add(set);
        before.ifPresent(
            limit -> limits.putIfAbsent(set, limit.keyed(key(update.element().key()))));
      }
    }
  }

  /** Whether some rule asks for the set. */
  boolean isConsulted(String set) {
    return consulted.contains(set);
  }

  /**
   * Whether the client was put into the set by a rule; empty for sets that no rule fills. Who came
   * before is known to the kernel only, so a rule that lets those in is undecided.
   *
   * @param refuses whether the rule denies what it matches, or lets the next rule decide
   */
  Optional<Match> noted(LoadedSet set, boolean refuses) {
    if (!updated.contains(set.name())) {
      return set.hasFlag("dynamic")
          ? Optional.of(new Match.Undecidable("@" + set.name() + ", which something else fills"))
          : Optional.empty();
    }
    Limit limit =
        limits.getOrDefault(
            set.name(), new Limit(Limit.Kind.RATE, 1, 0, 0, Limit.Key.SOURCE_ADDRESS));
    Match noted = new Match.Noted(set.name(), 1, limit);
    return Optional.of(
        refuses || limits.containsKey(set.name())
            ? noted
            : new Match.AnyOf(
                List.of(
                    noted,
                    new Match.Undecidable("@" + set.name() + ", which rules of this table fill"))));
  }

  /** By what a count is kept apart when this is its key. */
  static Limit.Key key(Expression expression) {
    if (expression instanceof Expression.Concatenation parts) {
      Limit.Key widest = Limit.Key.GLOBAL;
      for (Expression part : parts.parts()) {
        Limit.Key one = key(part);
        if (one != Limit.Key.GLOBAL) {
          widest = one;
        }
      }
      return widest;
    }
    if (expression instanceof Expression.Operation operation) {
      Limit.Key inner = key(operation.left());
      return inner == Limit.Key.SOURCE_ADDRESS ? Limit.Key.SOURCE_NETWORK : inner;
    }
    if (expression instanceof Expression.Selector selector) {
      return switch (selector.name()) {
        case "ip saddr",
            "ip6 saddr",
            "ct original ip saddr",
            "ct original ip6 saddr",
            "ct original saddr" ->
            Limit.Key.SOURCE_ADDRESS;
        default -> Limit.Key.GLOBAL;
      };
    }
    return Limit.Key.GLOBAL;
  }
}
