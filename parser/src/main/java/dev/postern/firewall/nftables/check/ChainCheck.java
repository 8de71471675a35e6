package dev.postern.firewall.nftables.check;

import dev.postern.firewall.model.Verdict;
import dev.postern.firewall.nftables.load.BaseChain;
import dev.postern.firewall.nftables.load.LoadedChain;
import dev.postern.firewall.nftables.load.LoadedRule;
import dev.postern.firewall.nftables.load.LoadedTable;
import dev.postern.firewall.nftables.load.Session;
import dev.postern.firewall.nftables.syntax.Expression;
import dev.postern.firewall.nftables.syntax.Place;
import dev.postern.firewall.nftables.syntax.Refusal;
import dev.postern.firewall.nftables.syntax.Statement;
import dev.postern.firewall.walk.CallWalk;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Checks that the calls of a table's chains come to an end, and are not too deep: {@link CallWalk};
 * and that what they lead to may stand at the hooks that they come from.
 */
public final class ChainCheck {
  private final LoadedTable table;
  private final Session session;
  private final Map<String, List<Call>> calls = new HashMap<>();

  private record Call(String target, LoadedRule rule, Place place) {}

  public ChainCheck(LoadedTable table, Session session) {
    this.table = table;
    this.session = session;
  }

  /** Tells the table's files of the rules that are refused. */
  public void check() {
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
    if (follow()) {
      checkHooks();
    }
  }

  private record Standing(LoadedRule rule, HookCheck.Part part) {}

  /** What stands at some hooks alone is looked for once, and then from every hook. */
  private void checkHooks() {
    Map<String, List<Standing>> parts = new HashMap<>();
    for (LoadedChain chain : table.chains().values()) {
      List<Standing> found = new ArrayList<>();
      for (LoadedRule rule : chain.rules()) {
        for (HookCheck.Part part : HookCheck.parts(rule.statements())) {
          found.add(new Standing(rule, part));
        }
      }
      if (!found.isEmpty()) {
        parts.put(chain.name(), found);
      }
    }
    if (parts.isEmpty()) {
      return;
    }
    for (LoadedChain chain : table.chains().values()) {
      if (chain.base().isPresent()) {
        for (String name : reached(chain.name())) {
          for (Standing standing : parts.getOrDefault(name, List.of())) {
            check(standing, chain.base().get());
          }
        }
      }
    }
  }

  private void check(Standing standing, BaseChain base) {
    try {
      standing.part().check(base);
    } catch (Refusal refusal) {
      session.record(standing.rule().source()).refused(refusal);
    }
  }

  /** A chain and those that it calls. */
  private Set<String> reached(String start) {
    Set<String> reached = new LinkedHashSet<>(List.of(start));
    Deque<String> open = new ArrayDeque<>(reached);
    while (!open.isEmpty()) {
      for (Call call : calls.getOrDefault(open.remove(), List.of())) {
        if (reached.add(call.target())) {
          open.add(call.target());
        }
      }
    }
    return reached;
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
          elements = Objects.requireNonNull(table.sets().get(named.name())).elements();
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
    verdict.called().ifPresent(name -> into.add(new Call(name, rule, place)));
  }

  private boolean follow() {
    List<String> hooked =
        table.chains().values().stream()
            .filter(chain -> chain.base().isPresent())
            .map(LoadedChain::name)
            .toList();
    Optional<CallWalk.Refused<Call>> first =
        CallWalk.refused(hooked, name -> calls.getOrDefault(name, List.of()), Call::target);
    first.ifPresent(
        refused ->
            session
                .record(refused.call().rule().source())
                .refused(new Refusal(refused.call().place(), refused.fault().text())));
    return first.isEmpty();
  }
}
