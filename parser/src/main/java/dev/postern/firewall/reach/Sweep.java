package dev.postern.firewall.reach;

import dev.postern.fact.Origin;
import dev.postern.firewall.model.Hook;
import dev.postern.firewall.model.Limit;
import dev.postern.firewall.model.Match;
import dev.postern.firewall.model.Rule;
import dev.postern.firewall.model.Table;
import dev.postern.firewall.walk.Arrival;
import dev.postern.firewall.walk.ChainIndexes;
import dev.postern.firewall.walk.Choice;
import dev.postern.firewall.walk.Decision;
import dev.postern.firewall.walk.Destinations;
import dev.postern.firewall.walk.Flow;
import dev.postern.firewall.walk.Leg;
import dev.postern.firewall.walk.Packet;
import dev.postern.firewall.walk.Passage;
import dev.postern.net.Address;
import dev.postern.net.AddressSet;
import dev.postern.net.Networks;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;

/** The clients of one interface on their way to a port, all at once. */
final class Sweep {
  private final Way way;
  private final String iface;
  private final AddressSet clients;
  private final Packet packet;
  private final Passage.Outcome outcome;
  private final AddressSet possibly;
  private final AddressSet surely;

  /**
   * What all sweeps for an answer have in common.
   *
   * @param beyond what translations lead to
   * @param ends where a connection counts as arrived
   * @param choice what the clients choose to send
   */
  record Way(
      List<Table> tables,
      ChainIndexes indexes,
      Destinations beyond,
      Question question,
      Predicate<Arrival> ends,
      Choice choice) {
    /** The same for what the clients choose to send. */
    Way as(Choice other) {
      return new Way(tables, indexes, beyond, question, ends, other);
    }

    /** Everybody who may arrive on an interface. */
    Sweep everybody(String iface) {
      return new Sweep(this, iface, Packet.byIdentity(), question.clients(), false);
    }

    /** The addresses that clients may dial. */
    private AddressSet own() {
      AddressSet own = question.own();
      return question.bind().isPresent() ? own : own.minus(beyond.elsewhere(question.family()));
    }

    /** Some clients alone, with the statements that decide for them. */
    Sweep only(String iface, AddressSet clients) {
      return new Sweep(this, iface, Packet.byIdentity(), clients, true);
    }
  }

  private Sweep(
      Way way, String iface, Set<Match> exceeded, AddressSet asked, boolean wantsDecisions) {
    Question question = way.question();
    this.way = way;
    this.iface = iface;
    AddressSet own = way.own();
    this.clients = own.isEmpty() ? AddressSet.none(question.family()) : asked;
    this.packet =
        new Packet(
            question.family(),
            clients,
            own,
            iface,
            way.beyond(),
            Leg.beginning(),
            Flow.dialling(question.port()),
            exceeded,
            way.choice());
    this.outcome = Passage.of(way.tables(), way.indexes(), packet, wantsDecisions);
    AddressSet arrived = AddressSet.none(question.family());
    AddressSet elsewhere = outcome.denied();
    for (Map.Entry<Arrival, AddressSet> entry : outcome.reached().entrySet()) {
      if (way.ends().test(entry.getKey())) {
        arrived = arrived.union(entry.getValue());
      } else {
        elsewhere = elsewhere.union(entry.getValue());
      }
    }
    this.possibly = arrived;
    this.surely =
        way.choice().ofNeighbours().isEmpty()
            ? arrived.minus(elsewhere)
            : AddressSet.none(question.family());
  }

  /** The same for some clients alone, with the statements that decide for them. */
  Sweep only(AddressSet some) {
    return way.only(iface, some);
  }

  String iface() {
    return iface;
  }

  Passage.Outcome outcome() {
    return outcome;
  }

  /**
   * Rules that would limit some of the clients who may get there, but that none of them comes
   * across, each with what lets such a client through where it stands.
   *
   * @param met the limits they come across on any way
   */
  Map<Rule, Optional<Origin>> unmet(UnmetLimits limits, Set<Match> met) {
    Packet arriving = packet.on(new Leg(Leg.Course.TO_HOST, false, true));
    Map<Address, Sweep> examples = new HashMap<>();
    Map<Rule, Optional<Origin>> hidden = new LinkedHashMap<>();
    for (UnmetLimits.Unmet unmet : limits.of(arriving, met, possibly)) {
      Address client = ExampleClients.of(unmet.clients()).orElseThrow();
      Sweep example = examples.computeIfAbsent(client, one -> only(AddressSet.of(one)));
      hidden.put(unmet.rule(), example.lettingThrough(unmet.hook()));
    }
    return hidden;
  }

  /** What lets clients through at a hook, first of all a rule. */
  private Optional<Origin> lettingThrough(Hook hook) {
    List<Decision> through =
        outcome.decisions().stream()
            .filter(decision -> decision.hook().equals(hook))
            .filter(decision -> !decision.ofAnswer() && !decision.denies())
            .toList();
    return through.stream()
        .filter(decision -> !decision.isPolicy())
        .findFirst()
        .or(() -> through.stream().findFirst())
        .map(Decision::origin);
  }

  /**
   * Why it is not known who gets there, each with those of whom it is not: what rules ask for, and
   * who is near enough for what is chosen.
   */
  Map<String, AddressSet> uncertain() {
    OptionalLong time = way.choice().ofNeighbours();
    if (time.isEmpty()) {
      return outcome.uncertain();
    }
    Map<String, AddressSet> why = new LinkedHashMap<>(outcome.uncertain());
    why.put(
        "who is so near that packets arrive with a time to live of " + time.getAsLong(), possibly);
    return why;
  }

  /** Who may get there. */
  AddressSet possibly() {
    return possibly;
  }

  /** Who gets there. */
  AddressSet surely() {
    return surely;
  }

  /** Where some of the clients end, first of those that count; empty when nobody gets there. */
  Optional<Arrival> arrival() {
    for (Map.Entry<Arrival, AddressSet> entry : outcome.reached().entrySet()) {
      if (way.ends().test(entry.getKey()) && !entry.getValue().isEmpty()) {
        return Optional.of(entry.getKey());
      }
    }
    return Optional.empty();
  }

  /** The statement that settled it: for a client let in, the last rule that let it through. */
  Optional<Origin> deciding(boolean letIn) {
    Optional<Decision> found = Optional.empty();
    for (Decision decision : outcome.decisions()) {
      boolean better = found.isEmpty() || !decision.isPolicy() || found.get().isPolicy();
      boolean counts = decision.filtersFirst() && better;
      if (letIn ? counts && !decision.denies() : counts || decision.denies()) {
        found = Optional.of(decision);
      }
    }
    return found.map(Decision::origin);
  }

  /**
   * The limits that stop somebody who would get there otherwise.
   *
   * @param seen those that were looked at before; these are added
   */
  List<Throttle> throttles(Set<Match> seen) {
    List<Passage.Limitation> fresh =
        outcome.limits().stream().filter(limit -> seen.add(limit.match())).toList();
    if (fresh.isEmpty()) {
      return List.of();
    }
    Set<Match> all = Packet.byIdentity();
    fresh.forEach(limit -> all.add(limit.match()));
    Sweep allExceeded = new Sweep(way, iface, all, clients, false);
    if (possibly.minus(allExceeded.possibly()).isEmpty()) {
      return List.of();
    }
    List<Throttle> throttles = new ArrayList<>();
    for (Passage.Limitation limit : fresh) {
      Set<Match> one = Packet.byIdentity();
      one.add(limit.match());
      add(throttles, limit, new Sweep(way, iface, one, clients, false));
    }
    if (throttles.isEmpty()) {
      // Each alone has a way around it; all together stop the client.
      fresh.forEach(limit -> add(throttles, limit, allExceeded));
    }
    return throttles;
  }

  private void add(List<Throttle> throttles, Passage.Limitation limitation, Sweep whenExceeded) {
    AddressSet stopped = possibly.minus(whenExceeded.possibly());
    Limit limit =
        limitation.match() instanceof Match.Limited limited
            ? limited.limit()
            : ((Match.Noted) limitation.match()).limit();
    if (!stopped.isEmpty()) {
      Networks whom =
          stopped.equals(clients) ? way.question().outside() : stopped.joined(4096).networks();
      throttles.add(
          new Throttle(
              limit,
              whenExceeded.outcome.rejected().intersects(stopped),
              whom,
              limitation.rule().origin()));
    }
  }
}
