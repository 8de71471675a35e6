package dev.postern.firewall.iptables;

import dev.postern.firewall.Chain;
import dev.postern.firewall.Rule;
import dev.postern.firewall.Table;
import dev.postern.firewall.Verdict;
import dev.postern.net.Family;
import dev.postern.source.Problem;
import dev.postern.source.SourceFile;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds a file's rules that go to a chain that is not there, and chains that go round in a circle.
 */
final class ChainCheck {
  private final Table table;
  private final String file;
  private final List<Problem> problems = new ArrayList<>();
  private final Map<String, Boolean> finished = new HashMap<>();

  private ChainCheck(Table table, String file) {
    this.table = table;
    this.file = file;
  }

  static List<Problem> of(SourceFile source, TableBuilder builder) {
    ChainCheck check = new ChainCheck(builder.build(Family.V4), source.path());
    check.table.chains().values().forEach(check::walk);
    return check.problems;
  }

  private record Step(String chain, Iterator<Rule> rules) {}

  /** A walk without recursion: a file may call chains ten thousand deep. */
  private void walk(Chain start) {
    if (finished.containsKey(start.name())) {
      return;
    }
    Deque<Step> way = new ArrayDeque<>();
    finished.put(start.name(), false);
    way.push(new Step(start.name(), start.rules().iterator()));
    while (!way.isEmpty()) {
      Step step = way.element();
      if (!step.rules().hasNext()) {
        finished.put(step.chain(), true);
        way.pop();
        continue;
      }
      Rule rule = step.rules().next();
      target(rule).ifPresent(name -> enter(name, rule, way));
    }
  }

  private static Optional<String> target(Rule rule) {
    if (rule.verdict() instanceof Verdict.Jump jump) {
      return Optional.of(jump.chain());
    }
    return rule.verdict() instanceof Verdict.Goto go ? Optional.of(go.chain()) : Optional.empty();
  }

  private void enter(String name, Rule rule, Deque<Step> way) {
    Chain chain = table.chains().get(name);
    Boolean done = finished.get(name);
    if (chain == null) {
      problem(
          rule, "there is no chain or target '%s' in the table %s".formatted(name, table.name()));
    } else if (done == null) {
      finished.put(name, false);
      way.push(new Step(name, chain.rules().iterator()));
    } else if (!done) {
      problem(rule, "the chains go round in a circle: this rule goes back to '" + name + "'");
    }
  }

  private void problem(Rule rule, String message) {
    if (rule.origin().span().file().equals(file)) {
      problems.add(Problem.error(Problem.Kind.REFUSED, rule.origin().span(), message));
    }
  }
}
