package dev.postern.firewall.iptables;

import dev.postern.fact.Origin;
import dev.postern.firewall.Effect;
import dev.postern.firewall.Match;
import dev.postern.firewall.Rule;
import dev.postern.firewall.Verdict;
import dev.postern.firewall.iptables.RuleText.Use;
import dev.postern.net.Family;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Makes of a rule taken apart what it means. */
final class RuleCompiler {
  private final Catalogue catalogue;
  private final Family family;
  private final MatchReader matches;
  private final Prerequisites prerequisites;

  RuleCompiler(Catalogue catalogue, Family family, AddressSets sets) {
    this(catalogue, family, sets, option -> {});
  }

  /**
   * A compiler of one file's rules.
   *
   * @param names is told of options with the name of a host, which has to be looked up
   */
  RuleCompiler(Catalogue catalogue, Family family, AddressSets sets, Consumer<Option> names) {
    this.catalogue = catalogue;
    this.family = family;
    this.matches = new MatchReader(catalogue, family, sets, names);
    this.prerequisites = new Prerequisites(sets);
  }

  /** What becomes of the packets, and what the target changes about them. */
  record Outcome(Verdict verdict, List<Effect> effects) {
    /** Whether it denies what the rule matches, or lets the next rule decide. */
    boolean refuses() {
      return verdict instanceof Verdict.Drop
          || verdict instanceof Verdict.Reject
          || verdict instanceof Verdict.Continue;
    }
  }

  Outcome outcome(RuleText text, String table) throws Refusal {
    TargetReader targets = new TargetReader(catalogue, family);
    Verdict verdict = targets.read(text);
    if (table.equals("nat") && verdict instanceof Verdict.Drop) {
      throw new Refusal(
          text.target().orElseThrow().word(), "the nat table is not for filtering: no DROP");
    }
    return new Outcome(verdict, List.copyOf(targets.effects()));
  }

  Rule rule(RuleText text, Outcome outcome, Origin.Setting origin) throws Refusal {
    Requirements.check(catalogue, text, family);
    List<Match> all = new ArrayList<>();
    List<Effect> effects = new ArrayList<>();
    for (Option option : text.basics()) {
      all.add(basic(option));
    }
    for (Use use : text.matches()) {
      all.addAll(extension(use, outcome, effects));
    }
    effects.addAll(outcome.effects());
    return new Rule(all, effects, outcome.verdict(), origin);
  }

  /** Why iptables may refuse an extension for what the machine lacks; empty when it does not. */
  Optional<String> missing(Use use) {
    return prerequisites.missing(use);
  }

  Match basic(Option option) throws Refusal {
    return matches.basic(option);
  }

  List<Match> extension(Use use, Outcome outcome, List<Effect> effects) throws Refusal {
    return matches.read(use, outcome.refuses(), effects);
  }
}
