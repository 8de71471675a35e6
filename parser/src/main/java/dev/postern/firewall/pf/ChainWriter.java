package dev.postern.firewall.pf;

import dev.postern.fact.Origin;
import dev.postern.firewall.model.Chain;
import dev.postern.firewall.model.ConnectionState;
import dev.postern.firewall.model.Effect;
import dev.postern.firewall.model.End;
import dev.postern.firewall.model.Hook;
import dev.postern.firewall.model.Limit;
import dev.postern.firewall.model.Match;
import dev.postern.firewall.model.Rule;
import dev.postern.firewall.model.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Writes pf's rules, of which the last that matches decides, as chains, where the first does. Where
 * a rule in between translates at once, a chain ends and the next one begins, so that the rules
 * behind it see the packet as it is then.
 */
final class ChainWriter {
  private static final long DECIDED_BIT = 1;

  /** Told to the chains that follow: what becomes of the packet is settled. */
  static final Effect DECIDED = new Effect.SetMark(DECIDED_BIT, DECIDED_BIT);

  private static final long STATELESS_BIT = 2;

  /** Told to the answers: no state lets them pass, so they meet the rules. */
  static final Effect STATELESS = new Effect.SetConnectionMark(STATELESS_BIT, STATELESS_BIT);

  private static final List<Match> OF_A_STATE =
      List.of(
          new Match.States(Set.of(ConnectionState.ESTABLISHED)),
          new Match.Not(new Match.ConnectionMark(STATELESS_BIT, STATELESS_BIT)));

  private static final Origin DEFAULT =
      new Origin.Assumption("pf lets pass what none of its rules matches: pf.conf(5)");

  private final List<Rule> first;
  private final Map<String, Chain> chains = new LinkedHashMap<>();
  private List<Rule> rules;

  /**
   * A writer.
   *
   * @param skipping rules for the interfaces on which nothing is filtered
   * @param origin what stands for pf itself where no statement does
   */
  ChainWriter(List<Rule> skipping, Origin.Setting origin) {
    this.first = new ArrayList<>(skipping);
    first.add(new Rule(OF_A_STATE, List.of(), new Verdict.Accept(), origin));
    this.rules = new ArrayList<>(first);
  }

  /** The chains so far, by name. */
  Map<String, Chain> chains() {
    return chains;
  }

  /** Translations, of which the first that matches decides. */
  void translations(List<PfRule> translations) {
    for (PfRule rule : translations) {
      rules.add(
          new Rule(rule.matches(), rule.effects(), rule.verdict().orElseThrow(), rule.origin()));
    }
    end(Hook.Point.PREROUTING, Hook.Type.NAT);
  }

  /** Filter rules for packets that come in. */
  void incoming(Sequence sequence) {
    boolean translates = false;
    for (Sequence.Placed placed : sequence.firm()) {
      translates |= placed.rule().translatesAtOnce();
    }
    List<Effect> deciding = translates ? List.of(DECIDED) : List.of();
    Rule settled =
        new Rule(
            List.of(new Match.PacketMark(DECIDED_BIT, DECIDED_BIT)),
            List.of(),
            new Verdict.Accept(),
            sequence.origin());
    if (!chains.isEmpty()) {
      rules.add(settled);
    }
    int translations = 0;
    for (Sequence.Placed placed : sequence.firm()) {
      PfRule rule = placed.rule();
      if (rule.translatesAtOnce()) {
        Verdict redirect = rule.redirect().orElseThrow().verdict();
        rules.add(new Rule(rule.matches(), rule.effects(), redirect, rule.origin()));
        end(Hook.Point.PREROUTING, Hook.Type.FILTER);
        rules.add(settled);
        translations++;
      } else {
        decide(rule, matches(placed, translations), deciding);
      }
    }
    for (Sequence.Placed placed : sequence.lastFirst()) {
      decide(placed.rule(), matches(placed, translations), List.of());
    }
    withoutState(sequence.origin());
    end(Hook.Point.PREROUTING, Hook.Type.FILTER);
  }

  /** Filter rules for packets that go out. */
  void outgoing(Sequence sequence) {
    for (Sequence.Placed placed : sequence.firm()) {
      decide(placed.rule(), placed.rule().matches(), List.of());
    }
    for (Sequence.Placed placed : sequence.lastFirst()) {
      decide(placed.rule(), placed.rule().matches(), List.of());
    }
    withoutState(sequence.origin());
    end(Hook.Point.POSTROUTING, Hook.Type.FILTER);
  }

  private void decide(PfRule rule, List<Match> matches, List<Effect> deciding) {
    if (rule.verdict().isEmpty()) {
      return;
    }
    for (Limit limit : rule.limits()) {
      List<Match> beyond = new ArrayList<>(matches);
      beyond.add(new Match.Limited(limit, true));
      rules.add(new Rule(beyond, List.of(), new Verdict.Drop(), rule.origin()));
    }
    Verdict verdict = rule.verdict().get();
    boolean denies = verdict instanceof Verdict.Drop || verdict instanceof Verdict.Reject;
    List<Effect> effects = new ArrayList<>(rule.effects());
    effects.addAll(denies ? List.of() : deciding);
    rules.add(new Rule(matches, effects, verdict, rule.origin()));
  }

  /** pf keeps no state for what no rule matches, so an answer meets the rules of its own way. */
  private void withoutState(Origin.Setting origin) {
    rules.add(new Rule(List.of(), List.of(STATELESS), new Verdict.Continue(), origin));
  }

  private void end(Hook.Point point, Hook.Type type) {
    String name = point.name().toLowerCase(Locale.ROOT) + "-" + chains.size();
    Hook hook = new Hook(point, type, chains.size());
    chains.put(name, new Chain(name, Optional.of(hook), new Verdict.Accept(), rules, DEFAULT));
    rules = new ArrayList<>(first);
  }

  /** A rule in front of translations that were made before it decides saw the port dialled. */
  private static List<Match> matches(Sequence.Placed placed, int translations) {
    PfRule rule = placed.rule();
    if (placed.translationsBefore() == translations) {
      return rule.matches();
    }
    List<Match> before = new ArrayList<>();
    for (Match match : rule.matches()) {
      before.add(placed.translationsBefore() == 0 ? dialled(match) : halfway(match));
    }
    return before;
  }

  private static Match dialled(Match match) {
    if (match instanceof Match.Ports ports && ports.end() == End.DESTINATION) {
      return new Match.DialledPort(ports.ports());
    } else if (match instanceof Match.Not not) {
      return new Match.Not(dialled(not.match()));
    } else if (match instanceof Match.AllOf all) {
      return new Match.AllOf(all.matches().stream().map(ChainWriter::dialled).toList());
    } else if (match instanceof Match.AnyOf any) {
      return new Match.AnyOf(any.matches().stream().map(ChainWriter::dialled).toList());
    }
    return match;
  }

  private static Match halfway(Match match) {
    return match instanceof Match.Interface || match instanceof Match.Protocols
        ? match
        : new Match.Undecidable("what a packet was between two translations");
  }
}
