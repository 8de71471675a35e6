package dev.postern.firewall;

import dev.postern.net.AddressSet;
import dev.postern.net.Family;
import dev.postern.source.Order;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What becomes of a connection's first packet on its way through every base chain of a host, and of
 * the answer to it, for every client at once.
 */
final class Passage {

  /**
   * The clients by what becomes of them; in two sets when no file decides which.
   *
   * @param reached those who get an answer, by the port they end at
   * @param dropped those who hear nothing
   * @param rejected those who are told no
   * @param uncertain the clients for whom something is not decided, by what it is
   * @param limits limits that stand in the way of some
   * @param decisions every statement that decided for some, in the order of the hooks; empty when
   *     they were not asked for
   */
  record Outcome(
      Map<Integer, AddressSet> reached,
      AddressSet dropped,
      AddressSet rejected,
      Map<String, AddressSet> uncertain,
      List<Limitation> limits,
      List<Decision> decisions) {

    AddressSet denied() {
      return dropped.union(rejected);
    }
  }

  /** A limit and the rule it stands in. */
  record Limitation(Match match, Rule rule) {}

  private record Station(Table table, Chain chain, Hook hook) {}

  private final List<Station> stations;
  private final ChainIndexes indexes;
  private final Packet first;
  private final boolean wantsDecisions;
  private final Set<Match> limitsSeen = Packet.byIdentity();
  private final List<Limitation> limits = new ArrayList<>();
  private final Set<Decision> decisions = new LinkedHashSet<>();
  private final Map<String, AddressSet> uncertain = new LinkedHashMap<>();
  private AddressSet dropped;
  private AddressSet rejected;

  private Passage(List<Table> tables, ChainIndexes indexes, Packet first, boolean wantsDecisions) {
    this.indexes = indexes;
    this.first = first;
    this.wantsDecisions = wantsDecisions;
    this.dropped = AddressSet.none(first.family());
    this.rejected = AddressSet.none(first.family());
    this.stations = stations(tables, first.family());
  }

  /**
   * Sends a packet through.
   *
   * @param tables of all filters of the host, in the order in which they were loaded
   * @param wantsDecisions whether the statements that decide are asked for; there may be very many
   */
  static Outcome of(
      List<Table> tables, ChainIndexes indexes, Packet first, boolean wantsDecisions) {
    return new Passage(tables, indexes, first, wantsDecisions).run();
  }

  private static List<Station> stations(List<Table> tables, Family family) {
    List<Station> stations = new ArrayList<>();
    for (Table table : tables) {
      if (table.families().contains(family)) {
        for (Chain chain : table.chains().values()) {
          chain.hook().ifPresent(hook -> stations.add(new Station(table, chain, hook)));
        }
      }
    }
    stations.sort(Order.by(Station::hook));
    return stations;
  }

  private Outcome run() {
    Map<Flow, AddressSet> flows = new LinkedHashMap<>();
    flows.put(first.flow(), first.clients());
    for (Station station : stations) {
      if (station.hook().point().isInbound()) {
        flows = pass(station, flows, false);
      }
    }
    Map<Integer, AddressSet> reached = new LinkedHashMap<>();
    for (Map.Entry<Flow, AddressSet> arrived : flows.entrySet()) {
      AddressSet answered = answers(arrived.getKey(), arrived.getValue());
      reached.merge(arrived.getKey().port(), answered, AddressSet::union);
    }
    return new Outcome(
        reached, dropped, rejected, uncertain, List.copyOf(limits), List.copyOf(decisions));
  }

  private AddressSet answers(Flow arrived, AddressSet clients) {
    Map<Flow, AddressSet> flows = new LinkedHashMap<>();
    flows.put(arrived.answered(), clients);
    for (Station station : stations) {
      if (station.hook().point().isOutbound()) {
        flows = pass(station, flows, true);
      }
    }
    AddressSet answered = AddressSet.none(first.family());
    for (AddressSet set : flows.values()) {
      answered = answered.union(set);
    }
    return answered;
  }

  private Map<Flow, AddressSet> pass(
      Station station, Map<Flow, AddressSet> flows, boolean isAnswer) {
    Hook hook = station.hook();
    boolean nat = hook.type() == Hook.Type.NAT;
    boolean tracked =
        hook.point() == Hook.Point.INPUT
            || hook.point() == Hook.Point.POSTROUTING
            || hook.point() == Hook.Point.EGRESS
            || (hook.point() != Hook.Point.INGRESS && hook.priority() > Hook.CONNECTION_TRACKING);
    Map<Flow, AddressSet> after = new LinkedHashMap<>();
    ChainWalk walk = null;
    for (Map.Entry<Flow, AddressSet> entry : flows.entrySet()) {
      Flow flow = entry.getKey();
      AddressSet clients = entry.getValue();
      if (clients.isEmpty()) {
        continue;
      }
      boolean skipped =
          nat
              && (isAnswer
                  || flow.tracking() != Flow.Tracking.TRACKED
                  || (flow.translated() && hook.point() == Hook.Point.PREROUTING));
      if (skipped) {
        after.merge(flow, clients, AddressSet::union);
        continue;
      }
      if (walk == null) {
        walk =
            new ChainWalk(
                station.table(), indexes, hook, packet(isAnswer, tracked), new Log(isAnswer));
      }
      take(station, walk.through(station.chain(), flow), clients, after);
    }
    return after;
  }

  private Packet packet(boolean isAnswer, boolean tracked) {
    return new Packet(
        first.family(),
        first.clients(),
        first.own(),
        first.iface(),
        isAnswer,
        tracked,
        first.flow(),
        first.exceeded());
  }

  private void take(
      Station station, ChainResult result, AddressSet clients, Map<Flow, AddressSet> after) {
    result.accepted().forEach((flow, set) -> merge(after, flow, set.intersect(clients)));
    dropped = dropped.union(result.dropped().intersect(clients));
    rejected = rejected.union(result.rejected().intersect(clients));
    result.uncertain().forEach((why, set) -> merge(uncertain, why, set.intersect(clients)));
    Chain chain = station.chain();
    result
        .returned()
        .forEach(
            (flow, set) -> {
              AddressSet ended = set.intersect(clients);
              if (!ended.isEmpty()) {
                decisions.add(new Decision(station.hook(), chain.policy(), true, chain.origin()));
                byPolicy(chain, flow, ended, after);
              }
            });
  }

  private void byPolicy(Chain chain, Flow flow, AddressSet ended, Map<Flow, AddressSet> after) {
    Verdict policy = chain.policy();
    if (policy instanceof Verdict.Drop) {
      dropped = dropped.union(ended);
    } else if (policy instanceof Verdict.Undecided undecided) {
      merge(uncertain, undecided.what(), ended);
      dropped = dropped.union(ended);
      merge(after, flow, ended);
    } else {
      merge(after, flow, ended);
    }
  }

  private static <K> void merge(Map<K, AddressSet> sets, K key, AddressSet set) {
    if (!set.isEmpty()) {
      sets.merge(key, set, AddressSet::union);
    }
  }

  /** Keeps what the walks come across. */
  private final class Log implements ChainWalk.Sighting {
    private final boolean isAnswer;

    Log(boolean isAnswer) {
      this.isAnswer = isAnswer;
    }

    @Override
    public void limit(Match match, Rule rule) {
      if (!isAnswer && limitsSeen.add(match)) {
        limits.add(new Limitation(match, rule));
      }
    }

    @Override
    public boolean wantsDecisions() {
      return wantsDecisions;
    }

    @Override
    public void decision(Decision decision) {
      decisions.add(decision);
    }
  }
}
