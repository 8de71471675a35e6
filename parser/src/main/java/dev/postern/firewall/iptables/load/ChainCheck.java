package dev.postern.firewall.iptables.load;

import dev.postern.firewall.iptables.rule.Places;
import dev.postern.firewall.model.Chain;
import dev.postern.firewall.model.Rule;
import dev.postern.firewall.model.Table;
import dev.postern.firewall.walk.CallWalk;
import dev.postern.net.Family;
import dev.postern.source.Problem;
import dev.postern.source.SourceFile;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Finds a file's rules that go to a chain that is not there, calls from the chains at hooks that go
 * in circles, or deeper than iptables-nft takes them (iptables-legacy takes these), and rules that
 * the kernel does not take in the chains that lead to them.
 */
final class ChainCheck {
  private final Table table;
  private final String file;
  private final List<Problem> problems = new ArrayList<>();
  private final Map<String, List<Rule>> calls = new HashMap<>();

  private ChainCheck(Table table, String file) {
    this.table = table;
    this.file = file;
  }

  static List<Problem> of(SourceFile source, TableBuilder builder) {
    ChainCheck check = new ChainCheck(builder.build(Family.V4), source.path());
    check.table.chains().values().forEach(check::collect);
    if (check.follow() && builder.hasBounds()) {
      check.standing(builder);
    }
    return check.problems;
  }

  private void collect(Chain chain) {
    List<Rule> made = new ArrayList<>();
    for (Rule rule : chain.rules()) {
      Optional<String> target = rule.verdict().called();
      if (target.isPresent() && table.chains().containsKey(target.get())) {
        made.add(rule);
      } else if (target.isPresent()) {
        problem(
            rule,
            "there is no chain or target '%s' in the table %s"
                .formatted(target.get(), table.name()));
      }
    }
    calls.put(chain.name(), made);
  }

  private boolean follow() {
    List<String> hooked =
        table.chains().values().stream()
            .filter(chain -> chain.hook().isPresent())
            .map(Chain::name)
            .toList();
    Optional<CallWalk.Refused<Rule>> first =
        CallWalk.refused(
            hooked,
            name -> calls.getOrDefault(name, List.of()),
            rule -> rule.verdict().called().orElseThrow());
    first.ifPresent(refused -> problem(refused.call(), refused.fault().text()));
    return first.isEmpty();
  }

  /** The kernel asks of each of its own chains what stands in all that it calls. */
  private void standing(TableBuilder builder) {
    Set<Rule> told = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Chain start : table.chains().values()) {
      if (start.hook().isPresent()) {
        for (Chain reached : reached(start)) {
          for (Rule rule : reached.rules()) {
            for (Places.Bound bound : builder.bounds(rule)) {
              bound
                  .objection(start.name())
                  .filter(why -> told.add(rule))
                  .ifPresent(why -> problem(rule, why));
            }
          }
        }
      }
    }
  }

  private List<Chain> reached(Chain start) {
    Set<String> names = new LinkedHashSet<>(List.of(start.name()));
    List<Chain> reached = new ArrayList<>();
    Deque<String> open = new ArrayDeque<>(names);
    while (!open.isEmpty()) {
      Chain chain = Objects.requireNonNull(table.chains().get(open.remove()));
      reached.add(chain);
      for (Rule call : calls.getOrDefault(chain.name(), List.of())) {
        call.verdict().called().filter(names::add).ifPresent(open::add);
      }
    }
    return reached;
  }

  private void problem(Rule rule, String message) {
    if (rule.origin().span().file().equals(file)) {
      problems.add(Problem.error(Problem.Kind.REFUSED, rule.origin().span(), message));
    }
  }
}
