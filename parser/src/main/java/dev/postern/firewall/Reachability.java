package dev.postern.firewall;

import dev.postern.fact.Origin;
import dev.postern.net.Address;
import dev.postern.net.AddressSet;
import dev.postern.net.Family;
import dev.postern.net.Networks;
import dev.postern.posture.Exposure.WitnessPacket;
import dev.postern.posture.PacketFiltering;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.IntPredicate;

/**
 * Which clients reach which ports through the packet filters of a host: those whose first packet
 * (TCP, SYN, a new connection from an interface other than {@code lo}) is accepted all the way, and
 * the answer too. Evaluated on sets of addresses, in time that grows with the number of rules.
 */
public final class Reachability {
  /** Clients a witness is taken from before any other: RFC 5737, RFC 3849. */
  private static final List<String> DOCUMENTATION =
      List.of("203.0.113.7", "198.51.100.7", "192.0.2.7", "2001:db8::7");

  private static final int MOST_REDIRECTS = 32;

  /** Wider ranges of ports name no service. */
  private static final int WIDEST_NAMED = 60_000;

  private final List<Table> tables;
  private final List<String> interfaces;

  /**
   * Reachability through several filters at once: all of them must let a packet pass.
   *
   * @param tables in the order in which they are loaded
   */
  public Reachability(List<Table> tables) {
    this.tables = List.copyOf(tables);
    this.interfaces = Interfaces.representing(tables);
  }

  /** Who gets an answer that dials the port, whatever port the connection ends at. */
  public PortReach dialled(Question question) {
    return answer(question, Optional.empty(), end -> true);
  }

  /** Who gets to a listener on the port, whatever port they dial for it. */
  public PortReach listener(Question question) {
    int port = question.port();
    PortReach direct = answer(question, Optional.empty(), end -> end == port);
    if (direct.verdict() == PortReach.Verdict.ANY) {
      return direct;
    }
    for (int dialled : redirectedTo(port, question.family())) {
      PortReach redirected =
          answer(question.dialling(dialled), Optional.of(dialled), end -> end == port);
      if (reaches(redirected) && !reaches(direct)) {
        return new PortReach(
            port,
            redirected.family(),
            redirected.verdict(),
            redirected.sources(),
            redirected.possible(),
            redirected.unknown(),
            redirected.limits(),
            redirected.rule(),
            redirected.witness(),
            redirected.redirectedFrom());
      }
    }
    return direct;
  }

  /**
   * What becomes of a new connection to the port, for a client from nowhere in particular; empty
   * when no file decides it.
   */
  public Optional<PacketFiltering.Outcome> fate(Question question) {
    AddressSet client =
        exampleOf(question.clients())
            .map(AddressSet::of)
            .orElse(AddressSet.none(question.family()));
    String iface = question.iface().orElse(interfaces.get(0));
    Sweep sweep = new Sweep(question, iface, end -> true, Packet.byIdentity(), client);
    if (!sweep.possibly().isEmpty()) {
      return sweep.surely().isEmpty()
          ? Optional.empty()
          : Optional.of(PacketFiltering.Outcome.ACCEPT);
    }
    return Optional.of(
        sweep.outcome.rejected().isEmpty()
            ? PacketFiltering.Outcome.DROP
            : PacketFiltering.Outcome.REJECT);
  }

  /** The lowest port that no rule of the family names, alone or in a range. */
  public int unnamedPort(Family family) {
    BitSet named = new BitSet();
    for (Table table : tables) {
      if (table.families().contains(family)) {
        for (Chain chain : table.chains().values()) {
          for (Rule rule : chain.rules()) {
            rule.matches().forEach(match -> collectNamed(match, named));
          }
        }
      }
    }
    int port = named.nextClearBit(1);
    return port > 0xFFFF ? 1 : port;
  }

  private static void collectNamed(Match match, BitSet into) {
    if (match instanceof Match.Ports ports) {
      for (PortSet.Span span : ports.ports().spans()) {
        if (span.last() - span.first() < WIDEST_NAMED) {
          into.set(span.first(), span.last() + 1);
        }
      }
    } else if (match instanceof Match.Not not) {
      collectNamed(not.match(), into);
    } else if (match instanceof Match.AnyOf any) {
      any.matches().forEach(one -> collectNamed(one, into));
    } else if (match instanceof Match.AllOf all) {
      all.matches().forEach(one -> collectNamed(one, into));
    }
  }

  private static boolean reaches(PortReach reach) {
    return !reach.possible().isEmpty();
  }

  private PortReach answer(Question question, Optional<Integer> dialled, IntPredicate ends) {
    AddressSet outside = question.clients();
    AddressSet sure = AddressSet.none(question.family());
    AddressSet possible = sure;
    List<String> names = question.iface().map(List::of).orElse(interfaces);
    List<Sweep> sweeps = new ArrayList<>();
    for (String name : names) {
      Sweep sweep = new Sweep(question, name, ends, Packet.byIdentity(), outside);
      sweeps.add(sweep);
      sure = sure.union(sweep.surely());
      possible = possible.union(sweep.possibly());
      if (sure.contains(outside)) {
        break;
      }
    }
    PortReach.Verdict verdict = verdict(outside, sure, possible);
    Optional<WitnessPacket> witness = witness(sweeps, sure);
    return new PortReach(
        question.port(),
        question.family(),
        verdict,
        shown(verdict, question, sure),
        verdict == PortReach.Verdict.ANY ? shown(verdict, question, sure) : possible.networks(),
        unknown(sweeps, possible.minus(sure)),
        verdict == PortReach.Verdict.NONE ? List.of() : limits(sweeps),
        decidingRule(question, ends, sweeps, witness, possible.minus(sure)),
        witness,
        dialled);
  }

  private static PortReach.Verdict verdict(
      AddressSet outside, AddressSet sure, AddressSet possible) {
    if (possible.isEmpty()) {
      return PortReach.Verdict.NONE;
    }
    if (sure.contains(outside)) {
      return PortReach.Verdict.ANY;
    }
    return sure.isEmpty() || possible.contains(outside)
        ? sure.equals(possible) ? PortReach.Verdict.SOME : PortReach.Verdict.UNKNOWN
        : PortReach.Verdict.SOME;
  }

  private static Networks shown(PortReach.Verdict verdict, Question question, AddressSet sure) {
    return verdict == PortReach.Verdict.ANY
        ? AddressSet.of(question.family(), question.outside()).networks()
        : sure.networks();
  }

  private static List<String> unknown(List<Sweep> sweeps, AddressSet undecided) {
    Set<String> names = new LinkedHashSet<>();
    for (Sweep sweep : sweeps) {
      sweep
          .outcome
          .uncertain()
          .forEach(
              (why, set) -> {
                if (set.intersects(undecided)) {
                  names.add(why);
                }
              });
    }
    return List.copyOf(names);
  }

  private static Optional<WitnessPacket> witness(List<Sweep> sweeps, AddressSet sure) {
    Optional<Address> source = exampleOf(sure);
    return source.flatMap(
        address ->
            sweeps.stream()
                .filter(sweep -> sweep.surely().contains(address))
                .findFirst()
                .map(sweep -> new WitnessPacket(address.toString(), sweep.iface)));
  }

  private static Optional<Address> exampleOf(AddressSet set) {
    for (String text : DOCUMENTATION) {
      Optional<Address> address = Address.parse(text).filter(set::contains);
      if (address.isPresent()) {
        return address;
      }
    }
    return set.ranges().stream()
        .findFirst()
        .map(
            run -> {
              boolean isBase = (run.first().low() & 0xFF) == 0 && !run.first().equals(run.last());
              return isBase ? run.first().next() : run.first();
            });
  }

  private Optional<Origin> decidingRule(
      Question question,
      IntPredicate ends,
      List<Sweep> sweeps,
      Optional<WitnessPacket> witness,
      AddressSet undecided) {
    if (sweeps.isEmpty()) {
      return Optional.empty();
    }
    Optional<Address> client =
        witness
            .flatMap(packet -> Address.parse(packet.source()))
            .or(() -> exampleOf(undecided))
            .or(() -> exampleOf(question.clients()));
    String iface = witness.map(WitnessPacket::iface).orElse(sweeps.get(0).iface);
    return client.flatMap(
        address ->
            new Sweep(question, iface, ends, Packet.byIdentity(), AddressSet.of(address))
                .deciding(witness.isPresent()));
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

  /** Ports from which some rule redirects to {@code port}, each span by its first and mail port. */
  private SortedSet<Integer> redirectedTo(int port, Family family) {
    SortedSet<Integer> dialled = new TreeSet<>();
    for (Table table : tables) {
      if (!table.families().contains(family)) {
        continue;
      }
      for (Chain chain : table.chains().values()) {
        for (Rule rule : chain.rules()) {
          if (rule.verdict() instanceof dev.postern.firewall.Verdict.Translate translate
              && translate.port().filter(to -> to == port).isPresent()) {
            rule.matches().forEach(match -> collectPorts(match, dialled));
          }
          if (dialled.size() > MOST_REDIRECTS) {
            return dialled;
          }
        }
      }
    }
    dialled.remove(port);
    return dialled;
  }

  private static void collectPorts(Match match, Set<Integer> into) {
    if (match instanceof Match.Ports ports && ports.end() == End.DESTINATION) {
      ports.ports().spans().forEach(span -> into.add(span.first()));
    } else if (match instanceof Match.AnyOf any) {
      any.matches().forEach(one -> collectPorts(one, into));
    }
  }

  /** One interface's clients on their way. */
  private final class Sweep {
    private final Question question;
    private final String iface;
    private final IntPredicate ends;
    private final AddressSet clients;
    private final Passage.Outcome outcome;

    Sweep(
        Question question,
        String iface,
        IntPredicate ends,
        Set<Match> exceeded,
        AddressSet clients) {
      this.question = question;
      this.iface = iface;
      this.ends = ends;
      this.clients = question.own().isEmpty() ? AddressSet.none(question.family()) : clients;
      this.outcome =
          Passage.of(
              tables,
              new Packet(
                  question.family(),
                  this.clients,
                  question.own(),
                  iface,
                  false,
                  false,
                  Flow.dialling(question.port()),
                  exceeded));
    }

    AddressSet possibly() {
      AddressSet all = AddressSet.none(question.family());
      for (Map.Entry<Integer, AddressSet> entry : outcome.reached().entrySet()) {
        if (ends.test(entry.getKey())) {
          all = all.union(entry.getValue());
        }
      }
      return all;
    }

    AddressSet surely() {
      AddressSet elsewhere = outcome.denied();
      for (Map.Entry<Integer, AddressSet> entry : outcome.reached().entrySet()) {
        if (!ends.test(entry.getKey())) {
          elsewhere = elsewhere.union(entry.getValue());
        }
      }
      return possibly().minus(elsewhere);
    }

    /** The statement that settled it: for a client let in, the last rule that let it through. */
    Optional<Origin> deciding(boolean letIn) {
      List<Decision> decisions = outcome.decisions();
      Optional<Decision> found = Optional.empty();
      for (Decision decision : decisions) {
        boolean counts =
            decision.hook().point().isInbound() && decision.hook().type() == Hook.Type.FILTER;
        boolean better = found.isEmpty() || !decision.isPolicy() || found.get().isPolicy();
        boolean accepts =
            !(decision.verdict() instanceof Verdict.Drop)
                && !(decision.verdict() instanceof Verdict.Reject);
        if (letIn ? counts && accepts && better : !accepts || (counts && better)) {
          found = Optional.of(decision);
        }
      }
      return found.map(Decision::origin);
    }

    List<Throttle> throttles(Set<Match> seen) {
      List<Passage.Limitation> fresh =
          outcome.limits().stream().filter(limit -> seen.add(limit.match())).toList();
      if (fresh.isEmpty()) {
        return List.of();
      }
      Set<Match> all = Packet.byIdentity();
      fresh.forEach(limit -> all.add(limit.match()));
      Sweep allExceeded = new Sweep(question, iface, ends, all, clients);
      if (possibly().minus(allExceeded.possibly()).isEmpty()) {
        return List.of();
      }
      List<Throttle> throttles = new ArrayList<>();
      for (Passage.Limitation limit : fresh) {
        Set<Match> one = Packet.byIdentity();
        one.add(limit.match());
        add(throttles, limit, new Sweep(question, iface, ends, one, clients));
      }
      if (throttles.isEmpty()) {
        // Each alone has a way around it; all together stop the client.
        fresh.forEach(limit -> add(throttles, limit, allExceeded));
      }
      return throttles;
    }

    private void add(List<Throttle> throttles, Passage.Limitation limitation, Sweep whenExceeded) {
      AddressSet stopped = possibly().minus(whenExceeded.possibly());
      Limit limit =
          limitation.match() instanceof Match.Limited limited
              ? limited.limit()
              : ((Match.Noted) limitation.match()).limit();
      if (!stopped.isEmpty()) {
        throttles.add(
            new Throttle(
                limit,
                whenExceeded.outcome.rejected().intersects(stopped),
                stopped.equals(clients) ? question.outside() : stopped.networks(),
                limitation.rule().origin()));
      }
    }
  }
}
