package dev.postern.firewall.iptables.load;

import dev.postern.firewall.model.Chain;
import dev.postern.firewall.model.Rule;
import dev.postern.firewall.model.Table;
import dev.postern.firewall.walk.CallWalk;
import dev.postern.net.Family;
import dev.postern.source.Problem;
import dev.postern.source.SourceFile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds a file's rules that go to a chain that is not there, and calls from the chains at hooks
 * that go in circles, or deeper than iptables-nft takes them; iptables-legacy takes these.
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
    check.follow();
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

  private void follow() {
    List<String> hooked =
        table.chains().values().stream()
            .filter(chain -> chain.hook().isPresent())
            .map(Chain::name)
            .toList();
    CallWalk.refused(
            hooked,
            name -> calls.getOrDefault(name, List.of()),
            rule -> rule.verdict().called().orElseThrow())
        .ifPresent(refused -> problem(refused.call(), refused.fault().text()));
  }

  private void problem(Rule rule, String message) {
    if (rule.origin().span().file().equals(file)) {
      problems.add(Problem.error(Problem.Kind.REFUSED, rule.origin().span(), message));
    }
  }
}
