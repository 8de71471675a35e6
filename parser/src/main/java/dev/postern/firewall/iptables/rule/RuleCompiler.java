package dev.postern.firewall.iptables.rule;

import dev.postern.fact.Origin;
import dev.postern.firewall.iptables.set.AddressSets;
import dev.postern.firewall.iptables.syntax.Catalogue;
import dev.postern.firewall.iptables.syntax.Option;
import dev.postern.firewall.iptables.syntax.Refusal;
import dev.postern.firewall.iptables.syntax.RuleText;
import dev.postern.firewall.iptables.syntax.RuleText.Use;
import dev.postern.firewall.model.Effect;
import dev.postern.firewall.model.Match;
import dev.postern.firewall.model.Rule;
import dev.postern.firewall.model.Verdict;
import dev.postern.net.Family;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Makes of a rule taken apart what it means. */
public final class RuleCompiler {
  private final Catalogue catalogue;
  private final Family family;
  private final MatchReader matches;
  private final Prerequisites prerequisites;

  public RuleCompiler(Catalogue catalogue, Family family, AddressSets sets) {
    this(catalogue, family, sets, option -> {});
  }

  /**
   * A compiler of one file's rules.
   *
   * @param names is told of options with the name of a host, which has to be looked up
   */
  public RuleCompiler(
      Catalogue catalogue, Family family, AddressSets sets, Consumer<Option> names) {
    this.catalogue = catalogue;
    this.family = family;
    this.matches = new MatchReader(catalogue, family, sets, names);
    this.prerequisites = new Prerequisites(sets);
  }

  /** What becomes of the packets, and what the target changes about them. */
  public record Outcome(Verdict verdict, List<Effect> effects) {
    /** Whether it denies what the rule matches, or lets the next rule decide. */
    boolean refuses() {
      return verdict instanceof Verdict.Drop
          || verdict instanceof Verdict.Reject
          || verdict instanceof Verdict.Continue;
    }
  }

  /** What a rule's target does in a table. */
  public Outcome outcome(RuleText text, String table) throws Refusal {
    TargetReader targets = new TargetReader(catalogue, family);
    Verdict verdict = targets.read(text);
    if (table.equals("nat") && verdict instanceof Verdict.Drop) {
      throw new Refusal(
          text.target().orElseThrow().word(), "the nat table is not for filtering: no DROP");
    }
    return new Outcome(verdict, List.copyOf(targets.effects()));
  }

  /** The whole rule. */
  public Rule rule(RuleText text, Outcome outcome, Origin.Setting origin) throws Refusal {
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
  public Optional<String> missing(Use use) {
    return prerequisites.missing(use);
  }

  /** What an option of no extension matches. */
  public Match basic(Option option) throws Refusal {
    return matches.basic(option);
  }

  /** What an extension matches; what it changes about packets joins the effects. */
  public List<Match> extension(Use use, Outcome outcome, List<Effect> effects) throws Refusal {
    return matches.read(use, outcome.refuses(), effects);
  }
}
