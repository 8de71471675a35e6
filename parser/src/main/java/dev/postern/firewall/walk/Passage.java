package dev.postern.firewall.walk;

import dev.postern.fact.Fact;
import dev.postern.firewall.model.Chain;
import dev.postern.firewall.model.Hook;
import dev.postern.firewall.model.Match;
import dev.postern.firewall.model.Rule;
import dev.postern.firewall.model.Table;
import dev.postern.firewall.model.Verdict;
import dev.postern.firewall.walk.Leg.Course;
import dev.postern.net.Address;
import dev.postern.net.AddressSet;
import dev.postern.net.Family;
import dev.postern.source.Order;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What becomes of a connection's first packet on its way through every base chain of a host, and of
 * the answer to it, for every client at once.
 */
public final class Passage {
  private static final Set<Hook.Point> BEFORE_ROUTING =
      EnumSet.of(Hook.Point.INGRESS, Hook.Point.PREROUTING);
  private static final Set<Hook.Point> TO_HOST = EnumSet.of(Hook.Point.INPUT);
  private static final Set<Hook.Point> FROM_HOST =
      EnumSet.of(Hook.Point.OUTPUT, Hook.Point.POSTROUTING, Hook.Point.EGRESS);
  private static final Set<Hook.Point> THROUGH =
      EnumSet.of(Hook.Point.FORWARD, Hook.Point.POSTROUTING, Hook.Point.EGRESS);
  private static final Set<Hook.Point> BACK_THROUGH =
      EnumSet.complementOf(EnumSet.of(Hook.Point.INPUT, Hook.Point.OUTPUT));

  /**
   * The clients by what becomes of them; in two sets when no file decides which.
   *
   * @param reached those who get an answer, by where they end
   * @param dropped those who hear nothing
   * @param rejected those who are told no
   * @param uncertain the clients for whom something is not decided, by what it is
   * @param limits limits that stand in the way of some
   * @param decisions every statement that decided for some, in the order of the hooks; empty when
   *     they were not asked for
   */
  public record Outcome(
      Map<Arrival, AddressSet> reached,
      AddressSet dropped,
      AddressSet rejected,
      Map<String, AddressSet> uncertain,
      List<Limitation> limits,
      List<Decision> decisions) {

    /** The clients that are dropped or rejected. */
    public AddressSet denied() {
      return dropped.union(rejected);
    }
  }

  /** A limit and the rule it stands in. */
  public record Limitation(Match match, Rule rule) {}

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
  public static Outcome of(
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
    Map<Flow, AddressSet> start = new LinkedHashMap<>();
    start.put(first.flow(), first.clients());
    Map<Arrival, AddressSet> reached = new LinkedHashMap<>();
    for (Map.Entry<Flow, AddressSet> routed :
        along(BEFORE_ROUTING, start, Course.UNDECIDED, false).entrySet()) {
      Flow flow = routed.getKey();
      AddressSet clients = routed.getValue();
      Optional<Address> loopback = flow.host().filter(Address::isLoopback);
      if (loopback.isPresent() && !isTaken(loopback.get(), clients)) {
        continue;
      }
      Course course = flow.host().map(first.beyond()::course).orElse(Course.TO_HOST);
      if (course != Course.THROUGH) {
        arrive(flow, clients, Course.TO_HOST, reached);
      }
      if (course != Course.TO_HOST) {
        arrive(flow, clients, Course.THROUGH, reached);
      }
      if (course == Course.UNDECIDED) {
        Address host = flow.host().orElseThrow();
        merge(uncertain, "whether " + host + " is an address of this host", clients);
      }
    }
    return new Outcome(
        reached, dropped, rejected, uncertain, List.copyOf(limits), List.copyOf(decisions));
  }

  /** Whether the kernel takes what was sent on to a loopback address, for all it is known. */
  private boolean isTaken(Address loopback, AddressSet clients) {
    Fact<Boolean> taken = first.beyond().takes(loopback);
    if (!taken.is(true)) {
      dropped = dropped.union(clients);
    }
    if (taken instanceof Fact.Unknown<Boolean> unknown) {
      merge(uncertain, unknown.reason(), clients);
    }
    return !taken.is(false);
  }

  private void arrive(
      Flow routed, AddressSet clients, Course course, Map<Arrival, AddressSet> reached) {
    boolean here = course == Course.TO_HOST;
    Set<Hook.Point> arriving = here ? TO_HOST : THROUGH;
    Set<Hook.Point> answering = here ? FROM_HOST : BACK_THROUGH;
    for (Map.Entry<Flow, AddressSet> arrived :
        along(arriving, Map.of(routed, clients), course, false).entrySet()) {
      Flow flow = arrived.getKey();
      Arrival arrival = new Arrival(here, here ? flow.listensOn() : flow.host(), flow.port());
      Map<Flow, AddressSet> answered =
          along(answering, Map.of(flow.answered(), arrived.getValue()), course, true);
      answered.forEach(
          (answer, set) -> {
            // An answer that tracking never sees is not translated back: the client ignores it.
            if (answer.isDiverted() && answer.tracking() != Flow.Tracking.TRACKED) {
              dropped = dropped.union(set);
            } else {
              merge(reached, arrival, set);
            }
          });
    }
  }

  private Map<Flow, AddressSet> along(
      Set<Hook.Point> points, Map<Flow, AddressSet> flows, Course course, boolean isAnswer) {
    Map<Flow, AddressSet> under = flows;
    for (Station station : stations) {
      if (points.contains(station.hook().point())) {
        under = pass(station, under, course, isAnswer);
      }
    }
    return under;
  }

  /** Tracking sees a packet behind a hook's early chains where it enters; beyond, it has. */
  private static boolean isTracked(Hook hook) {
    return switch (hook.point()) {
      case INGRESS -> false;
      case PREROUTING, OUTPUT -> hook.priority() > Hook.CONNECTION_TRACKING;
      case INPUT, FORWARD, POSTROUTING, EGRESS -> true;
    };
  }

  private Map<Flow, AddressSet> pass(
      Station station, Map<Flow, AddressSet> flows, Course course, boolean isAnswer) {
    Hook hook = station.hook();
    boolean nat = hook.type() == Hook.Type.NAT;
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
        if (!isSeenLate(flow, hook)) {
          continue;
        }
      }
      if (walk == null) {
        Leg leg = new Leg(course, isAnswer, isTracked(hook));
        walk = new ChainWalk(station.table(), indexes, hook, first.on(leg), new Log(isAnswer));
      }
      if (skipped) {
        translateLate(walk.through(station.chain(), flow.seenLate()), clients);
        continue;
      }
      take(station, walk.through(station.chain(), flow), clients, isAnswer, after);
    }
    return after;
  }

  private static boolean isSeenLate(Flow flow, Hook hook) {
    return flow.tracking() == Flow.Tracking.FIRST_UNTRACKED
        && hook.point() == Hook.Point.PREROUTING;
  }

  /** What tracking sees too late is sent elsewhere in the middle of its connection. */
  private void translateLate(ChainResult result, AddressSet clients) {
    for (Map.Entry<Flow, AddressSet> entry : result.accepted().entrySet()) {
      if (entry.getKey().isDiverted()) {
        AddressSet broken = entry.getValue().intersect(clients);
        merge(uncertain, "what becomes of connections that tracking sees late", broken);
        dropped = dropped.union(broken);
      }
    }
  }

  private void take(
      Station station,
      ChainResult result,
      AddressSet clients,
      boolean isAnswer,
      Map<Flow, AddressSet> after) {
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
                decisions.add(
                    new Decision(station.hook(), chain.policy(), true, isAnswer, chain.origin()));
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
