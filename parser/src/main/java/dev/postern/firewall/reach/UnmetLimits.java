package dev.postern.firewall.reach;

import dev.postern.firewall.model.Chain;
import dev.postern.firewall.model.Hook;
import dev.postern.firewall.model.Match;
import dev.postern.firewall.model.Rule;
import dev.postern.firewall.model.Table;
import dev.postern.firewall.walk.ChainIndex;
import dev.postern.firewall.walk.Packet;
import dev.postern.net.AddressSet;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Limits that stand in the way to a port, but behind rules that decide before them. */
final class UnmetLimits {
  /** So many ways through chains are followed. */
  private static final int MOST_WAYS = 4096;

  private static final int DEEPEST = 64;

  private final List<Candidate> candidates = new ArrayList<>();

  /**
   * A rule with a limit that stands behind others.
   *
   * @param hook where the chain stands from which one comes to it
   * @param clients whom it would limit
   */
  record Unmet(Rule rule, Hook hook, AddressSet clients) {}

  /** A rule with a limit, and all that must hold to come to it. */
  private record Candidate(Table table, Hook hook, Rule rule, List<Match> conditions) {}

  private record Way(Chain chain, List<Match> conditions, int depth) {}

  UnmetLimits(List<Table> tables) {
    for (Table table : tables) {
      Settling settling = new Settling(table);
      for (Chain chain : table.chains().values()) {
        chain
            .hook()
            .filter(hook -> arrives(hook.point()))
            .ifPresent(hook -> collect(table, hook, chain, settling));
      }
    }
  }

  private static boolean arrives(Hook.Point point) {
    return point == Hook.Point.INGRESS
        || point == Hook.Point.PREROUTING
        || point == Hook.Point.INPUT;
  }

  private void collect(Table table, Hook hook, Chain base, Settling settling) {
    Deque<Way> ways = new ArrayDeque<>(List.of(new Way(base, List.of(), 0)));
    for (int taken = 0; !ways.isEmpty() && taken < MOST_WAYS; taken++) {
      Way way = ways.remove();
      for (Rule rule : way.chain().rules()) {
        if (isLimiting(rule, settling)) {
          candidates.add(new Candidate(table, hook, rule, conditions(way, rule)));
        }
        Chain called = table.called(rule.verdict());
        if (called != null && way.depth() < DEEPEST) {
          ways.add(new Way(called, conditions(way, rule), way.depth() + 1));
        }
      }
    }
  }

  private static boolean isLimiting(Rule rule, Settling settling) {
    for (Match match : rule.matches()) {
      if (ChainIndex.isLimit(match)) {
        Settling.Fate fate = settling.of(rule.verdict());
        return fate.accepts() || fate.denies();
      }
    }
    return false;
  }

  private static List<Match> conditions(Way way, Rule rule) {
    List<Match> conditions = new ArrayList<>(way.conditions());
    for (Match match : rule.matches()) {
      if (!ChainIndex.isLimit(match)) {
        conditions.add(match);
      }
    }
    return conditions;
  }

  boolean isEmpty() {
    return candidates.isEmpty();
  }

  /**
   * Of the rules that would limit some packets those that were not come across.
   *
   * @param packet as it arrives
   * @param met the limits that were
   * @param letIn the clients who get in or may: to stop others needs no limit
   */
  List<Unmet> of(Packet packet, Set<Match> met, AddressSet letIn) {
    Map<Rule, Unmet> unmet = new LinkedHashMap<>();
    for (Candidate candidate : candidates) {
      Rule rule = candidate.rule();
      if (candidate.table().families().contains(packet.family())
          && !isMet(rule, met)
          && !unmet.containsKey(rule)) {
        AddressSet meant = packet.select(candidate.conditions()).must();
        AddressSet clients = meant.intersect(packet.clients()).intersect(letIn);
        if (!clients.isEmpty()) {
          unmet.put(rule, new Unmet(rule, candidate.hook(), clients));
        }
      }
    }
    return List.copyOf(unmet.values());
  }

  private static boolean isMet(Rule rule, Set<Match> met) {
    for (Match match : rule.matches()) {
      if (met.contains(match)) {
        return true;
      }
    }
    return false;
  }
}
