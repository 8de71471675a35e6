package dev.postern.firewall.reach;

import dev.postern.fact.Origin;
import dev.postern.firewall.model.Chain;
import dev.postern.firewall.model.Effect;
import dev.postern.firewall.model.Match;
import dev.postern.firewall.model.Rule;
import dev.postern.firewall.model.Table;
import dev.postern.firewall.model.Verdict;
import dev.postern.net.AddressRuns;
import dev.postern.net.AddressSet;
import dev.postern.net.Family;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Looks for rules that no packet comes to, since rules before them settle all that they match: in
 * their chain, in the chains that call it on every way there, and in those called before. What it
 * finds is so for packets of every protocol.
 */
public final class ShadowSearch {
  /** Ways through chains on which more rules stand than so many for each of the table's. */
  private static final int MOST_VISITS = 3;

  private static final int ALWAYS_VISITED = 4096;
  private static final int DEEPEST = 16;

  private final Table table;
  private final Settling settling;
  private final boolean untracks;
  private final Map<Origin, Shadow> found = new LinkedHashMap<>();
  private final Set<Origin> reached = new HashSet<>();
  private final Set<String> visited = new HashSet<>();
  private final Map<String, BitSet> sharing = new HashMap<>();
  private boolean followsCalls = true;
  private long budget;

  /**
   * A chain on the way to another.
   *
   * @param before what is settled there so far
   * @param conditions of the calls from there on
   */
  private record Caller(Settled before, List<Match> conditions) {
    Caller calling(List<Match> more) {
      return new Caller(before, both(conditions, more));
    }
  }

  private ShadowSearch(Table table) {
    this.table = table;
    this.settling = new Settling(table);
    this.untracks =
        rules(table).stream().anyMatch(rule -> rule.effects().contains(new Effect.Untrack()));
  }

  private static List<Rule> rules(Table table) {
    List<Rule> rules = new ArrayList<>();
    table.chains().values().forEach(chain -> rules.addAll(chain.rules()));
    return rules;
  }

  /** The rules of a table that decide nothing, each with what hides it. */
  public static List<Shadow> in(Table table) {
    return new ShadowSearch(table).search();
  }

  private List<Shadow> search() {
    this.budget = ALWAYS_VISITED + (long) MOST_VISITS * rules(table).size();
    for (Chain chain : table.chains().values()) {
      if (chain.hook().isPresent()) {
        visit(chain, List.of());
      }
    }
    if (budget < 0) {
      // There are too many ways to look at each: every chain is looked at alone.
      followsCalls = false;
      visited.clear();
      found.clear();
      reached.clear();
    }
    for (Chain chain : table.chains().values()) {
      if (!visited.contains(chain.name())) {
        visit(chain, List.of());
      }
    }
    return List.copyOf(found.values());
  }

  private void visit(Chain chain, List<Caller> callers) {
    visited.add(chain.name());
    Settled settled = new Settled(table.families());
    boolean hasTakenSources = false;
    BitSet shared = sharing.computeIfAbsent(chain.name(), name -> sharing(chain.rules()));
    for (int i = 0; i < chain.rules().size(); i++) {
      if (followsCalls && budget-- < 0) {
        return;
      }
      Rule rule = chain.rules().get(i);
      boolean isAlone = !shared.get(i) && !hasTakenSources;
      Rule by = hiding(rule, settled.over(rule, isAlone), callers);
      note(rule, by);
      Chain called = followsCalls ? table.called(rule.verdict()) : null;
      // Of a call that is in the shadow itself the rules behind it are not told one by one.
      if (called != null && by == null && callers.size() < DEEPEST) {
        List<Caller> onTheWay = new ArrayList<>();
        callers.forEach(caller -> onTheWay.add(caller.calling(rule.matches())));
        onTheWay.add(new Caller(settled, rule.matches()));
        visit(called, onTheWay);
        hasTakenSources |= take(called, rule.matches(), settled, 0);
      }
      if (settling.of(rule.verdict()).settles()) {
        add(rule, settled);
      }
    }
  }

  private static @Nullable Rule hiding(Rule rule, @Nullable Rule before, List<Caller> callers) {
    Rule by = before;
    for (int i = 0; i < callers.size() && by == null; i++) {
      Caller caller = callers.get(i);
      by = caller.before().over(under(caller.conditions(), rule), false);
    }
    return by;
  }

  /** A statement that was taken apart is in the shadow when all its parts are, on every way. */
  private void note(Rule rule, @Nullable Rule by) {
    if (by == null) {
      found.remove(rule.origin());
      reached.add(rule.origin());
    } else if (!reached.contains(rule.origin())) {
      found.putIfAbsent(rule.origin(), new Shadow(rule, by, contradict(rule, by)));
    }
  }

  /**
   * Takes over what a chain that was called settles, up to where it may send packets back.
   *
   * @return whether any of it is not for everybody
   */
  private boolean take(Chain chain, List<Match> conditions, Settled into, int depth) {
    if (!Implication.arePlain(conditions) || depth > DEEPEST) {
      return false;
    }
    boolean hasSources = false;
    for (Rule rule : chain.rules()) {
      Chain called = table.called(rule.verdict());
      if (budget-- < 0 || mayGoBack(rule.verdict())) {
        break;
      }
      if (settling.of(rule.verdict()).settles()) {
        Rule taken = under(conditions, rule);
        add(taken, into);
        hasSources |= taken.matches().stream().anyMatch(Settled::isSource);
      } else if (called != null) {
        hasSources |= take(called, both(conditions, rule.matches()), into, depth + 1);
      }
    }
    return hasSources;
  }

  private static boolean mayGoBack(Verdict verdict) {
    return verdict instanceof Verdict.Return
        || verdict instanceof Verdict.Goto
        || verdict instanceof Verdict.Undecided;
  }

  private void add(Rule rule, Settled into) {
    boolean stays =
        !untracks || rule.matches().stream().noneMatch(match -> match instanceof Match.States);
    if (stays && Implication.arePlain(rule.matches())) {
      into.add(rule);
    }
  }

  private static Rule under(List<Match> conditions, Rule rule) {
    return new Rule(
        both(conditions, rule.matches()), rule.effects(), rule.verdict(), rule.origin());
  }

  private static List<Match> both(List<Match> some, List<Match> others) {
    List<Match> both = new ArrayList<>(some);
    both.addAll(others);
    return both;
  }

  private boolean contradict(Rule one, Rule other) {
    Settling.Fate mine = settling.of(one.verdict());
    Settling.Fate theirs = settling.of(other.verdict());
    return (mine.accepts() && theirs.denies()) || (mine.denies() && theirs.accepts());
  }

  /** The places of the rules whose sources are also those of others that are not for everybody. */
  private BitSet sharing(List<Rule> rules) {
    BitSet sharing = new BitSet(rules.size());
    for (Family family : table.families()) {
      AddressRuns runs = new AddressRuns(family);
      List<Integer> places = new ArrayList<>();
      for (int i = 0; i < rules.size(); i++) {
        AddressSet sources = Settled.sources(rules.get(i), family);
        if (!sources.isAll()) {
          runs.add(sources);
          places.addAll(Collections.nCopies(sources.size(), i));
        }
      }
      runs.overlapped().stream().forEach(index -> sharing.set(places.get(index)));
    }
    return sharing;
  }
}
