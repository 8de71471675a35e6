package dev.postern.firewall.reach;

import dev.postern.fact.Origin;
import dev.postern.firewall.model.Match;
import dev.postern.firewall.model.Rule;
import dev.postern.firewall.model.Table;
import dev.postern.firewall.walk.Arrival;
import dev.postern.firewall.walk.ChainIndexes;
import dev.postern.firewall.walk.Choice;
import dev.postern.firewall.walk.Destinations;
import dev.postern.firewall.walk.HostAddresses;
import dev.postern.firewall.walk.Packet;
import dev.postern.firewall.walk.Surroundings;
import dev.postern.firewall.walk.TunnelPeers;
import dev.postern.net.Address;
import dev.postern.net.AddressSet;
import dev.postern.net.Family;
import dev.postern.posture.network.PacketFiltering;
import dev.postern.posture.network.Via;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which clients reach which ports through the packet filters of a host: those whose first packet
 * (TCP, SYN, a new connection from an interface other than {@code lo}) is accepted all the way, and
 * the answer too. Evaluated on sets of addresses, in time that grows with the number of rules.
 */
public final class Reachability {
  private final List<Table> tables;
  private final Survey survey;
  private final Choices choices;
  private final Destinations beyond;
  private final ChainIndexes indexes = new ChainIndexes();
  private final List<String> interfaces;
  private final TunnelPeers tunnels;
  private final HostAddresses addresses;
  private final Map<String, Match.Interface> peers;
  private final Map<Question, PortReach> dialled = new HashMap<>();
  private final Map<Question, PortReach> listeners = new HashMap<>();
  private @Nullable UnmetLimits limits;

  /**
   * Reachability through several filters at once: all of them must let a packet pass. Not for use
   * by several threads at once: answers are kept for the next question about a port like it.
   *
   * @param tables in the order in which they are loaded
   * @param surroundings what the host tells beside its rules
   */
  public Reachability(List<Table> tables, Surroundings surroundings) {
    this.tables = List.copyOf(tables);
    this.survey = new Survey(this.tables);
    this.choices = new Choices(this.tables);
    this.beyond = new Destinations(this.tables, surroundings);
    this.tunnels = surroundings.peers();
    this.addresses = surroundings.addresses();
    Interfaces.Names names = survey.interfaces();
    this.interfaces = names.all();
    this.peers = Map.copyOf(names.peers());
  }

  /** Who gets an answer that dials the port, whatever port the connection ends at. */
  public PortReach dialled(Question question) {
    Question same = question.dialling(survey.sameAs(question.port()));
    PortReach known = dialled.get(same);
    if (known == null) {
      known = answer(same, end -> true);
      dialled.put(same, known);
    }
    return known.at(question.port());
  }

  /** Who gets to a listener on the port, whatever port they dial for it. */
  public PortReach listener(Question question) {
    Question same = question.dialling(survey.sameAs(question.port()));
    PortReach known = listeners.get(same);
    if (known == null) {
      known = toListener(same);
      listeners.put(same, known);
    }
    return known.at(question.port());
  }

  /** Who gets to a listener on the port, or by way of the port to another host. */
  public PortReach open(Question question) {
    PortReach here = listener(question);
    if (here.verdict() == PortReach.Verdict.ANY || !survey.isForwarding(question.family())) {
      return here;
    }
    PortReach published = answer(question, end -> end.elsewhere().isPresent());
    boolean isWider = published.verdict() == PortReach.Verdict.ANY || !reaches(here);
    return reaches(published) && isWider ? published : here;
  }

  /**
   * Rules that would limit clients who dial the port and get in, did not rules before them decide,
   * each with the one that lets such a client through; none where nobody gets in.
   */
  public Map<Rule, Optional<Origin>> unmetLimits(Question question) {
    UnmetLimits limits = limits();
    if (limits.isEmpty() || !reaches(dialled(question))) {
      return Map.of();
    }
    Sweep.Way way = way(question, end -> true);
    Set<Match> met = Packet.byIdentity();
    List<Sweep> sweeps = new ArrayList<>();
    for (String name : question.iface().map(List::of).orElse(interfaces)) {
      Sweep sweep = way.everybody(name);
      sweep.outcome().limits().forEach(limit -> met.add(limit.match()));
      sweeps.add(sweep);
    }
    Map<Rule, Optional<Origin>> unmet = new LinkedHashMap<>();
    for (Sweep sweep : sweeps) {
      sweep.unmet(limits, met).forEach(unmet::putIfAbsent);
    }
    return unmet;
  }

  private UnmetLimits limits() {
    UnmetLimits known = limits;
    if (known == null) {
      known = new UnmetLimits(tables);
      limits = known;
    }
    return known;
  }

  private PortReach toListener(Question question) {
    int port = question.port();
    Optional<Address> bind = question.bind();
    PortReach best = answer(question, end -> end.isFor(bind, port));
    for (int dialled : survey.redirectedTo(port, question.family())) {
      best = wider(best, redirected(question, dialled, end -> end.isFor(bind, port)));
    }
    if (bind.isPresent()) {
      // By way of other addresses of this host, from which rules send connections to this one.
      for (int dialled : survey.sentTo(bind.get(), port)) {
        best =
            wider(
                best,
                redirected(
                    question.toAnyAddress(), dialled, end -> end.isSentTo(bind.get(), port)));
      }
    }
    return best;
  }

  private PortReach redirected(Question question, int dialled, Predicate<Arrival> ends) {
    Via via = dialled == question.port() ? Via.DIRECT : new Via.RedirectFrom(dialled);
    return answer(question.dialling(dialled), ends).with(question.port(), via);
  }

  private static PortReach wider(PortReach one, PortReach other) {
    if (one.verdict() == PortReach.Verdict.ANY || !reaches(other)) {
      return one;
    }
    boolean isWider =
        other.verdict() == PortReach.Verdict.ANY
            || (!one.possible().equals(other.possible())
                && other.possible().contains(one.possible()));
    return isWider ? other : one;
  }

  /**
   * What becomes of a new connection to the port, for a client from nowhere in particular; empty
   * when no file decides it.
   */
  public Optional<PacketFiltering.Outcome> fate(Question question) {
    AddressSet client =
        ExampleClients.of(question.clients())
            .map(AddressSet::of)
            .orElse(AddressSet.none(question.family()));
    String iface = question.iface().orElse(interfaces.get(0));
    Sweep sweep = way(question, end -> true).only(iface, client);
    if (!sweep.possibly().isEmpty()) {
      return sweep.surely().isEmpty()
          ? Optional.empty()
          : Optional.of(PacketFiltering.Outcome.ACCEPT);
    }
    return Optional.of(
        sweep.outcome().rejected().isEmpty()
            ? PacketFiltering.Outcome.DROP
            : PacketFiltering.Outcome.REJECT);
  }

  /** The lowest port that no rule of the family names, alone or in a range. */
  public int unnamedPort(Family family) {
    return survey.unnamedPort(family);
  }

  private Sweep.Way way(Question question, Predicate<Arrival> ends) {
    return new Sweep.Way(tables, indexes, beyond, question, ends, Choice.ORDINARY);
  }

  private static boolean reaches(PortReach reach) {
    return !reach.possible().isEmpty();
  }

  private PortReach answer(Question question, Predicate<Arrival> ends) {
    PortReach whole = answer(question, List.of(question), ends);
    List<Address> own = addresses.own(question.family());
    if (whole.possible().equals(whole.sources()) || question.bind().isPresent() || own.isEmpty()) {
      return whole;
    }
    // What is undecided for all addresses may be decided for each that is known.
    List<Question> each = new ArrayList<>();
    for (Address address : own) {
      each.add(question.boundTo(address));
    }
    if (!addresses.isComplete(question.family())) {
      each.add(question);
    }
    return answer(question, each, ends);
  }

  /**
   * Who gets there.
   *
   * @param ways the same question for each of the addresses that clients may dial
   */
  private PortReach answer(Question question, List<Question> ways, Predicate<Arrival> ends) {
    AddressSet outside = question.clients();
    AddressSet sure = AddressSet.none(question.family());
    AddressSet possible = sure;
    List<Sweep> sweeps = new ArrayList<>();
    for (String name : question.iface().map(List::of).orElse(interfaces)) {
      Optional<AddressSet> arriving = arriving(name, question);
      for (Question dialling : ways) {
        for (Sweep sweep : choices.sweeps(way(dialling, ends), name)) {
          sweeps.add(sweep);
          if (arriving.isPresent()) {
            sure = sure.union(sweep.surely().intersect(arriving.get()));
          }
          possible = possible.union(sweep.possibly().intersect(arriving.orElse(outside)));
        }
      }
      if (sure.contains(outside)) {
        break;
      }
    }
    PortReach.Verdict verdict = verdict(outside, sure, possible);
    ExampleClients examples = new ExampleClients(sweeps);
    Optional<Sweep> example = examples.way(sure, possible.minus(sure), outside);
    return new PortReach(
        question.port(),
        question.family(),
        verdict,
        verdict == PortReach.Verdict.ANY ? asked(question) : told(question, sure),
        verdict == PortReach.Verdict.ANY ? asked(question) : told(question, possible),
        unknown(sweeps, possible.minus(sure)),
        verdict == PortReach.Verdict.NONE ? List.of() : limits(sweeps),
        example.flatMap(sweep -> sweep.deciding(!sweep.surely().isEmpty())),
        examples.witness(sure),
        example.flatMap(Sweep::arrival).map(end -> via(question.port(), end)).orElse(Via.DIRECT));
  }

  /** Of the clients asked about those who may arrive on an interface; empty when no file tells. */
  private Optional<AddressSet> arriving(String iface, Question question) {
    Match.Interface tunnel = peers.get(iface);
    if (tunnel == null) {
      return Optional.of(question.clients());
    }
    Optional<AddressSet> known =
        tunnels
            .behind(tunnel.name(), tunnel.isPrefix())
            .map(networks -> AddressSet.of(question.family(), networks))
            .filter(set -> !set.isAll());
    return known.isEmpty() && question.iface().isPresent()
        ? Optional.of(question.clients())
        : known;
  }

  private static PortReach.Verdict verdict(
      AddressSet outside, AddressSet sure, AddressSet possible) {
    if (possible.isEmpty()) {
      return PortReach.Verdict.NONE;
    }
    if (sure.contains(outside)) {
      return PortReach.Verdict.ANY;
    }
    if (sure.equals(possible)) {
      return PortReach.Verdict.SOME;
    }
    // Whoever surely gets in is no answer where the world may get in too.
    boolean mayBeAnybody =
        !Internet.isMostIn(sure) && (possible.contains(outside) || Internet.isMostIn(possible));
    return sure.isEmpty() || mayBeAnybody ? PortReach.Verdict.UNKNOWN : PortReach.Verdict.SOME;
  }

  private static AddressSet asked(Question question) {
    return AddressSet.of(question.family(), question.outside());
  }

  /** Of the world but for some, nobody's addresses are not told apart. */
  private static AddressSet told(Question question, AddressSet clients) {
    return Internet.isMostIn(clients)
        ? clients.union(question.nobodys().intersect(asked(question)))
        : clients;
  }

  private List<String> unknown(List<Sweep> sweeps, AddressSet undecided) {
    Set<String> names = new LinkedHashSet<>();
    for (Sweep sweep : sweeps) {
      sweep
          .uncertain()
          .forEach(
              (why, set) -> {
                if (set.intersects(undecided)) {
                  names.add(why);
                }
              });
      Match.Interface tunnel = peers.get(sweep.iface());
      if (tunnel != null && sweep.possibly().intersects(undecided)) {
        names.add(
            "who comes by the virtual private network behind %s, of whose peers no file tells"
                .formatted(sweep.iface()));
      }
    }
    return List.copyOf(names);
  }

  private static Via via(int dialled, Arrival end) {
    if (end.elsewhere().isPresent()) {
      return new Via.Published(end.elsewhere().get(), end.port());
    }
    return end.port() == dialled ? Via.DIRECT : new Via.RedirectTo(end.port());
  }

  private static List<Throttle> limits(List<Sweep> sweeps) {
    List<Throttle> throttles = new ArrayList<>();
    Set<Match> seen = Packet.byIdentity();
    for (Sweep sweep : sweeps) {
      for (Throttle throttle : sweep.throttles(seen)) {
        throttles.add(throttle);
      }
    }
    return throttles;
  }
}
