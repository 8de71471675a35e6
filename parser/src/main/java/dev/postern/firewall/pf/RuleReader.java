package dev.postern.firewall.pf;

import dev.postern.fact.Origin;
import dev.postern.firewall.model.Effect;
import dev.postern.firewall.model.End;
import dev.postern.firewall.model.Match;
import dev.postern.firewall.model.Verdict;
import dev.postern.net.Family;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.antlr.v4.runtime.ParserRuleContext;
import org.jspecify.annotations.Nullable;

/** Reads rules for packets of one direction: rule_consistent() and expand_rule() of parse.y. */
final class RuleReader {
  /** TCP, UDP and SCTP. */
  static final Set<Integer> WITH_PORTS = Set.of(6, 17, 132);

  private static final List<RulesParser.NameContext> NONE = List.of();

  private final Direction direction;
  private final InterfaceReader interfaces;
  private final HostReader hosts;
  private final Tags tags;
  private final Targets targets;

  RuleReader(Direction direction, Tables tables, HostNetwork network, Tags tags, Targets targets) {
    this.direction = direction;
    this.interfaces = new InterfaceReader(network, direction);
    this.hosts = new HostReader(tables, network, targets, direction);
    this.tags = tags;
    this.targets = targets;
  }

  /** Whether a statement is for packets of this direction. */
  boolean concerns(RulesParser.@Nullable DirectionContext written) {
    return written == null || (written.IN() != null) == (direction == Direction.IN);
  }

  /** A filter rule. */
  PfRule rule(RulesParser.RuleContext rule, RuleList.Line line, List<Match> around) throws Refusal {
    Set<Integer> protocols = protocols(rule.protocol());
    RuleChecks.rule(rule, protocols);
    Expansion.check(rule.family(), protocols, rule.hosts(), pool(rule), rule);
    boolean blocks = rule.action().BLOCK() != null;
    boolean passes = rule.action().PASS() != null;
    FilterReader filters = filters(rule.filter());
    if (rule.routing() != null) {
      filters.routing(rule.routing());
    }
    List<Match> matches = new ArrayList<>(around);
    matches.addAll(
        conditions(rule.on(), rule.family(), rule.protocol(), rule.hosts(), blocks, rule));
    for (RulesParser.FilterContext filter : rule.filter()) {
      if (filter instanceof RulesParser.RdrToContext rdr) {
        family(Redirect.families(rdr.pool()), matches);
      }
    }
    matches.addAll(filters.matches(passes));
    filters.tag().ifPresent(tag -> tags.give(matches, tag));
    Optional<Redirect> redirect = redirect(filters, rule.action());
    List<Effect> effects = new ArrayList<>(passes ? filters.effects() : List.of());
    if (!passes) {
      redirect.flatMap(Redirect::loopback).ifPresent(to -> effects.add(targets.sent(to)));
    }
    redirect.flatMap(Redirect::loopback).ifPresent(to -> effects.add(new Effect.HandTo(to)));
    Optional<Verdict> verdict =
        blocks
            ? Optional.of(blocked(rule.action(), line.blockReturns()))
            : passes ? Optional.of(passed(redirect)) : Optional.empty();
    return new PfRule(
        rule.urgency().QUICK() != null,
        matches,
        verdict,
        redirect,
        effects,
        passes && direction == Direction.IN ? filters.limits() : List.of(),
        line.file().origin(rule));
  }

  private static Verdict blocked(RulesParser.ActionContext action, boolean returns) {
    RulesParser.ReturningContext how = action.returning();
    boolean drops = how == null ? !returns : how.DROP() != null;
    return drops ? new Verdict.Drop() : new Verdict.Reject();
  }

  private static Verdict passed(Optional<Redirect> redirect) {
    return redirect.map(Redirect::verdict).orElseGet(Verdict.Accept::new);
  }

  /** Only a packet that comes in can be sent elsewhere before it has come to this host. */
  private Optional<Redirect> redirect(FilterReader filters, RulesParser.ActionContext action) {
    if (direction == Direction.OUT || action.BLOCK() != null) {
      return Optional.empty();
    }
    // Behind match the rules see what nat-to made of a packet; pass is the last word on it.
    return filters
        .elsewhere()
        .or(() -> action.MATCH() == null ? Optional.empty() : filters.otherSource())
        .map(what -> new Redirect(new Verdict.Undecided(what), Optional.empty()))
        .or(filters::redirect);
  }

  /** {@code rdr} in its older form; a verdict that lets pass stands for {@code no rdr}. */
  PfRule translation(RulesParser.TranslationContext rule, RuleList.Line line, List<Match> around)
      throws Refusal {
    check(rule);
    Origin.Setting origin = line.file().origin(rule);
    FilterReader filters = filters(rule.filter());
    List<Match> matches = new ArrayList<>(around);
    matches.addAll(
        conditions(rule.on(), rule.family(), rule.protocol(), rule.hosts(), false, rule));
    matches.addAll(filters.matches(false));
    filters
        .tag()
        .ifPresent(
            tag ->
                tags.give(
                    List.of(new Match.Undecidable("which packets are tagged by " + origin.text())),
                    tag));
    if (rule.redirection() == null) {
      return new PfRule(
          true,
          matches,
          Optional.of(new Verdict.Accept()),
          Optional.empty(),
          List.of(),
          List.of(),
          origin);
    }
    RulesParser.PoolContext pool = rule.redirection().pool();
    family(Redirect.families(pool), matches);
    Redirect redirect =
        rule.BINAT() == null
            ? Redirect.to(pool)
            : new Redirect(new Verdict.Undecided("where packets go with binat"), Optional.empty());
    List<Effect> effects = new ArrayList<>();
    redirect
        .loopback()
        .ifPresent(
            to -> {
              effects.add(targets.sent(to));
              effects.add(new Effect.HandTo(to));
            });
    if (rule.PASS() != null) {
      effects.add(ChainWriter.DECIDED);
    }
    return new PfRule(
        true,
        matches,
        Optional.of(redirect.verdict()),
        Optional.of(redirect),
        effects,
        List.of(),
        origin);
  }

  /** What a packet must be to come to an anchor's rules. */
  List<Match> anchor(RulesParser.AnchorContext anchor, List<Match> around) throws Refusal {
    Set<Integer> protocols = protocols(anchor.protocol());
    RuleChecks.anchor(anchor, protocols);
    Expansion.check(anchor.family(), protocols, anchor.hosts(), Set.of(), anchor);
    List<Match> matches = new ArrayList<>(around);
    matches.addAll(
        conditions(anchor.on(), anchor.family(), anchor.protocol(), anchor.hosts(), false, anchor));
    matches.addAll(filters(anchor.filter()).matches(false));
    return matches;
  }

  /** The same for the older {@code rdr-anchor}. */
  List<Match> anchor(RulesParser.OldAnchorContext anchor, List<Match> around) throws Refusal {
    List<Match> matches = new ArrayList<>(around);
    matches.addAll(
        conditions(anchor.on(), anchor.family(), anchor.protocol(), anchor.hosts(), false, anchor));
    return matches;
  }

  /** What pfctl refuses of a translation in the older form. */
  void check(RulesParser.TranslationContext rule) throws Refusal {
    Set<Integer> protocols = protocols(rule.protocol());
    TranslationChecks.translation(rule, protocols);
    Expansion.check(
        rule.family(),
        protocols,
        rule.hosts(),
        rule.redirection() == null ? Set.of() : Redirect.families(rule.redirection().pool()),
        rule);
  }

  /** The families that a rule sends packets on to; empty when it may be both. */
  private static Set<Family> pool(RulesParser.RuleContext rule) {
    RulesParser.RoutingContext routing = RuleChecks.routing(rule);
    if (routing != null && routing.pool() != null) {
      return Redirect.families(routing.pool());
    }
    for (RulesParser.FilterContext filter : rule.filter()) {
      if (filter instanceof RulesParser.RdrToContext rdr) {
        return Redirect.families(rdr.pool());
      }
    }
    return Set.of();
  }

  /** A rule is for the family of the addresses that it sends connections on to. */
  private static void family(Set<Family> families, List<Match> matches) {
    if (families.size() == 1) {
      matches.add(new Match.OfFamily(families.iterator().next()));
    }
  }

  private FilterReader filters(List<RulesParser.FilterContext> written) throws Refusal {
    FilterReader filters = new FilterReader(direction, interfaces, tags);
    filters.read(written);
    return filters;
  }

  private List<Match> conditions(
      RulesParser.@Nullable OnContext on,
      RulesParser.@Nullable FamilyContext family,
      RulesParser.@Nullable ProtocolContext protocol,
      RulesParser.HostsContext ends,
      boolean blocks,
      ParserRuleContext rule)
      throws Refusal {
    List<Match> matches = new ArrayList<>();
    if (on != null) {
      matches.add(
          on.interfaces() == null
              ? new Match.Undecidable("whether the interface is in rdomain " + on.NUMBER())
              : interfaces.match(on.interfaces()));
    }
    if (family != null) {
      matches.add(Families.match(family));
    }
    Set<Integer> protocols = new HashSet<>();
    if (protocol != null) {
      protocols(protocol, protocols, matches);
    }
    boolean hasPorts = ends(ends, blocks, matches);
    if (hasPorts && (protocol == null || !WITH_PORTS.containsAll(protocols))) {
      throw new Refusal(rule, "found ports without a protocol that has some, such as proto tcp");
    }
    matches.removeIf(match -> match instanceof Match.Always always && always.holds());
    return matches;
  }

  /**
   * The numbers of the protocols that are written; empty when none is or one is not known.
   *
   * @throws Refusal for a number that no protocol can have
   */
  private static Set<Integer> protocols(RulesParser.@Nullable ProtocolContext protocol)
      throws Refusal {
    Set<Integer> numbers = new HashSet<>();
    boolean isKnown = true;
    for (RulesParser.NameContext name : protocol == null ? NONE : protocol.name()) {
      String text = Macros.text(name.getStart());
      Optional<Integer> number = BsdNames.protocol(text);
      boolean isNumber = !text.isEmpty() && Character.isDigit(text.charAt(0));
      if ((isNumber && number.isEmpty()) || number.equals(Optional.of(0))) {
        throw new Refusal(name, "found '" + text + "'; expected a protocol from 1 to 255");
      }
      isKnown &= number.isPresent();
      number.ifPresent(numbers::add);
    }
    return isKnown ? numbers : Set.of();
  }

  private static void protocols(
      RulesParser.ProtocolContext protocol, Set<Integer> numbers, List<Match> matches) {
    List<Match> any = new ArrayList<>();
    for (RulesParser.NameContext name : protocol.name()) {
      String text = Macros.text(name.getStart());
      BsdNames.protocol(text)
          .ifPresentOrElse(
              numbers::add, () -> any.add(new Match.Undecidable("which protocol " + text + " is")));
    }
    any.add(new Match.Protocols(numbers));
    matches.add(any.size() == 1 ? any.get(0) : new Match.AnyOf(any));
  }

  /** Adds what is asked of both ends; whether ports are among it. */
  private boolean ends(RulesParser.HostsContext ends, boolean blocks, List<Match> matches)
      throws Refusal {
    boolean hasPorts = false;
    if (ends.source() != null) {
      RulesParser.SourceContext source = ends.source();
      hasPorts = end(source.where(), source.ports(), End.SOURCE, blocks, matches);
    }
    if (ends.system() != null) {
      matches.add(new Match.Undecidable("the client's system: " + ends.system().getText()));
    }
    if (ends.destination() != null) {
      RulesParser.DestinationContext to = ends.destination();
      hasPorts |= end(to.where(), to.ports(), End.DESTINATION, blocks, matches);
    }
    return hasPorts;
  }

  private boolean end(
      RulesParser.@Nullable WhereContext where,
      RulesParser.@Nullable PortsContext ports,
      End end,
      boolean blocks,
      List<Match> matches)
      throws Refusal {
    if (where != null) {
      matches.add(hosts.match(where, end, blocks));
    }
    if (ports != null) {
      matches.add(PortReader.match(ports, end));
    }
    return ports != null;
  }
}
