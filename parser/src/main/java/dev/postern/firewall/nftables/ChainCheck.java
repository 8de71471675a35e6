package dev.postern.firewall.nftables;

import dev.postern.firewall.Verdict;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Checks that the chains of a table call each other in no circle: nf_tables_check_loops(). */
final class ChainCheck {
  private final LoadedTable table;
  private final Session session;
  private final Map<String, List<Call>> calls = new HashMap<>();

  private record Call(String target, LoadedRule rule, Place place) {}

  ChainCheck(LoadedTable table, Session session) {
    this.table = table;
    this.session = session;
  }

  void check() {
    for (LoadedChain chain : table.chains().values()) {
      List<Call> made = new ArrayList<>();
      for (LoadedRule rule : chain.rules()) {
        collect(rule, made);
      }
      calls.put(chain.name(), made);
    }
    for (List<Call> made : calls.values()) {
      made.removeIf(call -> !isThere(call));
    }
    findCircle();
  }

  private boolean isThere(Call call) {
    LoadedChain target = table.chains().get(call.target());
    if (target != null && target.base().isEmpty()) {
      return true;
    }
    String why =
        target == null
            ? "there is no chain '" + call.target() + "' in the table " + table.id()
            : "the chain '" + call.target() + "' stands at a hook and cannot be called";
    session.record(call.rule().source()).refused(new Refusal(call.place(), why));
    return false;
  }

  private void collect(LoadedRule rule, List<Call> into) {
    for (Statement statement : rule.statements()) {
      if (statement instanceof Statement.Ending ending) {
        call(ending.verdict(), rule, ending.place(), into);
      } else if (statement instanceof Statement.VerdictMap map) {
        Expression.Elements elements = null;
        if (map.map() instanceof Expression.Elements own) {
          elements = own;
        } else if (map.map() instanceof Expression.Named named
            && table.sets().containsKey(named.name())) {
          elements = java.util.Objects.requireNonNull(table.sets().get(named.name())).elements();
        }
        if (elements != null) {
          for (Expression.Element element : elements.elements()) {
            if (element.data().orElse(element.key()) instanceof Expression.Fate fate) {
              call(fate.verdict(), rule, map.place(), into);
            }
          }
        }
      }
    }
  }

  private static void call(Verdict verdict, LoadedRule rule, Place place, List<Call> into) {
    CallCheck.target(verdict).ifPresent(name -> into.add(new Call(name, rule, place)));
  }

  /** A call on the way, and how many of the chain's calls were followed. */
  private static final class Step {
    private final String chain;
    private int next;

    Step(String chain) {
      this.chain = chain;
    }
  }

  private void findCircle() {
    Set<String> done = new java.util.HashSet<>();
    for (String start : calls.keySet()) {
      Deque<Step> way = new ArrayDeque<>();
      Set<String> open = new java.util.HashSet<>();
      way.push(new Step(start));
      open.add(start);
      while (!way.isEmpty()) {
        Step step = way.element();
        List<Call> made = calls.getOrDefault(step.chain, List.of());
        if (step.next == made.size() || done.contains(step.chain)) {
          done.add(step.chain);
          open.remove(step.chain);
          way.pop();
          continue;
        }
        Call call = made.get(step.next++);
        if (!open.add(call.target())) {
          session
              .record(call.rule().source())
              .refused(new Refusal(call.place(), "chains that call each other in a circle"));
          return;
        }
        way.push(new Step(call.target()));
      }
    }
  }
}
