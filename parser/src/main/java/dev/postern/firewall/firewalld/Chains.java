package dev.postern.firewall.firewalld;

import dev.postern.fact.Origin;
import dev.postern.firewall.iptables.load.FamilyTables;
import dev.postern.firewall.model.Chain;
import dev.postern.firewall.model.Effect;
import dev.postern.firewall.model.Hook;
import dev.postern.firewall.model.Match;
import dev.postern.firewall.model.Rule;
import dev.postern.firewall.model.Table;
import dev.postern.firewall.model.Verdict;
import dev.postern.net.Family;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * firewalld's chains while they are filled, in the tables {@code filter}, {@code nat} and {@code
 * mangle}, whichever backend will hold them.
 */
final class Chains {
  /** What the nftables backend adds to the usual priorities: NFT_HOOK_OFFSET in nftables.py. */
  private static final int OFFSET = 10;

  private static final Map<String, Hook> BASE =
      Map.of(
          "filter_INPUT", new Hook(Hook.Point.INPUT, Hook.Type.FILTER, OFFSET),
          "filter_OUTPUT", new Hook(Hook.Point.OUTPUT, Hook.Type.FILTER, OFFSET),
          "nat_PREROUTING", new Hook(Hook.Point.PREROUTING, Hook.Type.NAT, -100 + OFFSET),
          "mangle_PREROUTING", new Hook(Hook.Point.PREROUTING, Hook.Type.FILTER, -150 + OFFSET));

  private final Origin.Setting anchor;
  private final Map<Place, List<Ranked>> rules = new LinkedHashMap<>();

  private record Place(String table, String chain) {}

  private record Ranked(int rank, Rule rule) {}

  /**
   * No chain yet.
   *
   * @param anchor the origin of what no statement of a file gives
   */
  Chains(Origin.Setting anchor) {
    this.anchor = anchor;
  }

  Origin.Setting anchor() {
    return anchor;
  }

  void create(String table, String chain) {
    rules.computeIfAbsent(new Place(table, chain), none -> new ArrayList<>());
  }

  void add(String table, String chain, Rule rule) {
    add(table, chain, 0, rule);
  }

  /** Puts a rule behind all of its rank or lower, before those of higher rank. */
  void add(String table, String chain, int rank, Rule rule) {
    List<Ranked> here = rules.computeIfAbsent(new Place(table, chain), none -> new ArrayList<>());
    int at = here.size();
    while (at > 0 && here.get(at - 1).rank() > rank) {
      at--;
    }
    here.add(at, new Ranked(rank, rule));
  }

  void add(
      String table, String chain, List<Match> matches, Verdict verdict, Origin.Setting origin) {
    add(table, chain, new Rule(matches, List.<Effect>of(), verdict, origin));
  }

  void jump(String table, String from, String to) {
    create(table, to);
    add(table, from, List.of(), new Verdict.Jump(to), anchor);
  }

  /** All of it as one table of nftables, for both families. */
  Table toNftables() {
    Map<String, List<Rule>> renamed = new LinkedHashMap<>();
    rules.forEach(
        (place, ranked) ->
            renamed.put(
                place.table() + "_" + place.chain(),
                ranked.stream().map(one -> prefixed(place.table(), one.rule())).toList()));
    Map<String, Chain> chains = new LinkedHashMap<>();
    renamed.forEach(
        (name, list) ->
            chains.put(
                name,
                new Chain(
                    name,
                    Optional.ofNullable(BASE.get(name)),
                    new Verdict.Accept(),
                    list,
                    anchor)));
    return new Table("firewalld", Set.of(Family.values()), chains);
  }

  private static Rule prefixed(String table, Rule rule) {
    Verdict verdict = rule.verdict();
    if (verdict instanceof Verdict.Jump jump) {
      verdict = new Verdict.Jump(table + "_" + jump.chain());
    } else if (verdict instanceof Verdict.Goto go) {
      verdict = new Verdict.Goto(table + "_" + go.chain());
    }
    return new Rule(rule.matches(), rule.effects(), verdict, rule.origin());
  }

  /** All of it in the tables of iptables. */
  void toIptables(FamilyTables tables) {
    rules.keySet().forEach(place -> tables.create(place.table(), place.chain(), anchor));
    rules.forEach(
        (place, ranked) ->
            ranked.forEach(one -> tables.append(place.table(), place.chain(), one.rule())));
  }
}
