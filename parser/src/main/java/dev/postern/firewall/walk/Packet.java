package dev.postern.firewall.walk;

import dev.postern.firewall.model.ConnectionState;
import dev.postern.firewall.model.End;
import dev.postern.firewall.model.Header;
import dev.postern.firewall.model.Limit;
import dev.postern.firewall.model.Match;
import dev.postern.firewall.model.NumberSet;
import dev.postern.firewall.model.PortSet;
import dev.postern.net.Address;
import dev.postern.net.AddressMask;
import dev.postern.net.AddressRange;
import dev.postern.net.AddressSet;
import dev.postern.net.Family;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The packets of one flow at one place of their way, from or to every client address at once.
 *
 * @param clients the client addresses looked at
 * @param own the addresses of this host that the client may have dialled
 * @param iface the interface towards the clients
 * @param beyond what translations lead to
 * @param exceeded limits that count as exceeded, by identity
 * @param choice what the clients choose to send
 */
public record Packet(
    Family family,
    AddressSet clients,
    AddressSet own,
    String iface,
    Destinations beyond,
    Leg leg,
    Flow flow,
    Set<Match> exceeded,
    Choice choice) {

  private static final int TCP = 6;
  private static final int SYN = 0x02;
  private static final int ACK = 0x10;
  private static final int MOST_RUNS = 1 << 16;

  /** An empty set in which two limits are two, though they are written alike. */
  public static Set<Match> byIdentity() {
    return Collections.newSetFromMap(new IdentityHashMap<>());
  }

  /** The same packets as another flow. */
  Packet as(Flow other) {
    return new Packet(family, clients, own, iface, beyond, leg, other, exceeded, choice);
  }

  /** The same packets on another part of their way. */
  public Packet on(Leg other) {
    return new Packet(family, clients, own, iface, beyond, other, flow, exceeded, choice);
  }

  private boolean isClients(End end) {
    return (end == End.SOURCE) != leg.isAnswer();
  }

  /** The packets that all the matches of a rule take, for sure and perhaps. */
  public Selection select(List<Match> matches) {
    Selection all = sure(true);
    for (Match match : matches) {
      all = all.and(select(match));
      if (all.may().isEmpty()) {
        return all;
      }
    }
    return all;
  }

  private Selection sure(boolean holds) {
    return Selection.exactly(holds ? AddressSet.all(family) : AddressSet.none(family));
  }

  private Selection unsure(String reason) {
    return new Selection(AddressSet.none(family), AddressSet.all(family), List.of(reason));
  }

  private Selection select(Match match) {
    if (match instanceof Match.Protocols protocols) {
      return sure(protocols.numbers().contains(TCP));
    } else if (match instanceof Match.Ports ports) {
      return ports(ports);
    } else if (match instanceof Match.Addresses addresses) {
      return addresses(addresses);
    } else if (match instanceof Match.Masked masked) {
      return masked(masked);
    } else if (match instanceof Match.Interface name) {
      return named(name);
    } else if (match instanceof Match.States states) {
      return sure(!Collections.disjoint(states.states(), states()));
    } else if (match instanceof Match.Not not) {
      return select(not.match()).not();
    } else if (match instanceof Match.AllOf all) {
      return select(all.matches());
    } else if (match instanceof Match.AnyOf any) {
      return anyOf(any);
    } else if (match instanceof Match.Limited limited) {
      return limited(limited);
    } else if (match instanceof Match.Noted noted) {
      return noted(noted);
    }
    return simple(match);
  }

  private Selection simple(Match match) {
    if (match instanceof Match.DialledPort dialled) {
      return sure(isOfConnection() && dialled.ports().contains(flow.dialled()));
    } else if (match instanceof Match.DialledAddress dialled) {
      return isOfConnection() ? ours(dialled.set(), own) : sure(false);
    } else if (match instanceof Match.TcpFlags flags) {
      int set = leg.isAnswer() ? SYN | ACK : SYN;
      return sure((set & flags.mask()) == flags.set());
    } else if (match instanceof Match.PacketMark mark) {
      return marked(flow.mark(), mark.value(), mark.mask(), "the packet's mark");
    } else if (match instanceof Match.ConnectionMark mark) {
      return isOfConnection()
          ? marked(flow.connectionMark(), mark.value(), mark.mask(), "the connection's mark")
          : sure(false);
    } else if (match instanceof Match.OfFamily of) {
      return sure(of.family() == family);
    } else if (match instanceof Match.OwnAddress own) {
      return ownAddress(own.end());
    } else if (match instanceof Match.InterfaceAddress of) {
      return interfaceAddress(of);
    } else if (match instanceof Match.Always always) {
      return sure(always.holds());
    } else if (match instanceof Match.Chosen chosen) {
      return leg.isAnswer() || flow.isAltered()
          ? unsure(chosen.text())
          : chosen(chosen.header(), chosen.values(), chosen.text());
    } else if (match instanceof Match.Undecidable undecidable) {
      return unsure(undecidable.what());
    }
    throw new IllegalStateException("a match without a meaning: " + match);
  }

  /**
   * Whether connection tracking has a connection for it; what asks for one matches nothing else.
   */
  private boolean isOfConnection() {
    return leg.isTracked() && flow.tracking() == Flow.Tracking.TRACKED;
  }

  /** Before routing, the interface a packet will leave by has no name yet. */
  private Selection named(Match.Interface match) {
    if (isClients(match.end())) {
      return sure(match.matches(iface));
    }
    if (leg.course() != Leg.Course.THROUGH) {
      return sure(match.matches(""));
    }
    return flow.host()
        .flatMap(beyond::behind)
        .map(name -> sure(match.matches(name)))
        .orElseGet(
            () ->
                match.isPrefix() && match.name().isEmpty()
                    ? sure(true)
                    : unsure("behind which interface " + flow.host().orElseThrow() + " is"));
  }

  private Selection interfaceAddress(Match.InterfaceAddress match) {
    boolean mayChoose =
        flow.host().isEmpty() && !own.equals(own.first().map(AddressSet::of).orElse(own));
    Selection ofHost = ownAddress(match.end());
    return mayChoose && match.iface().equals(iface)
        ? ofHost
        : ofHost.and(unsure("whether clients dial an address of " + match.iface()));
  }

  private Selection ownAddress(End end) {
    if (isClients(end)) {
      return sure(false);
    }
    Leg.Course course =
        flow.host().isEmpty()
            ? Leg.Course.TO_HOST
            : leg.course() == Leg.Course.UNDECIDED
                ? beyond.course(flow.host().get())
                : leg.course();
    return course == Leg.Course.UNDECIDED
        ? unsure("whether " + flow.host().orElseThrow() + " is an address of this host")
        : sure(course == Leg.Course.TO_HOST);
  }

  private Selection anyOf(Match.AnyOf any) {
    Selection some = sure(false);
    for (Match one : any.matches()) {
      some = some.or(select(one));
    }
    return some;
  }

  private Selection marked(OptionalLong mark, long value, long mask, String what) {
    return mark.isPresent()
        ? sure((mark.getAsLong() & mask) == value)
        : unsure(what + " " + Long.toHexString(value) + "/" + Long.toHexString(mask));
  }

  private Selection ports(Match.Ports match) {
    if (!isClients(match.end())) {
      return sure(match.ports().contains(flow.port()));
    }
    if (match.ports().covers(PortSet.EPHEMERAL)) {
      return sure(true);
    }
    return match.ports().intersects(PortSet.EPHEMERAL)
        ? chosen(Header.CLIENT_PORT, match.ports().numbers(), Choice.PORT_REASON)
        : sure(false);
  }

  /** What the clients choose to send, once they have chosen. */
  private Selection chosen(Header header, NumberSet values, String text) {
    OptionalLong value = choice.of(header);
    return value.isPresent() ? sure(values.contains(value.getAsLong())) : unsure(text);
  }

  private Selection addresses(Match.Addresses match) {
    if (match.set().family() != family) {
      return sure(false);
    }
    if (isClients(match.end())) {
      return Selection.exactly(match.set());
    }
    return ours(match.set(), flow.host().map(AddressSet::of).orElse(own));
  }

  private Selection ours(AddressSet set, AddressSet ours) {
    if (set.family() != family) {
      return sure(false);
    }
    if (set.contains(ours)) {
      return sure(true);
    }
    return set.intersects(ours)
        ? unsure("which of " + set + " is an address of this host that clients dial")
        : sure(false);
  }

  private Selection masked(Match.Masked match) {
    if (match.value().family() != family) {
      return sure(false);
    }
    AddressSet within =
        isClients(match.end()) ? clients : flow.host().map(AddressSet::of).orElse(own);
    return new AddressMask(match.value(), match.mask())
        .addresses(MOST_RUNS)
        .map(set -> addresses(new Match.Addresses(match.end(), set)))
        .or(
            () ->
                picked(within, match).map(set -> addresses(new Match.Addresses(match.end(), set))))
        .orElseGet(() -> unsure(match.text()));
  }

  /** The addresses of a small set that agree with the mask. */
  private static Optional<AddressSet> picked(AddressSet within, Match.Masked match) {
    List<AddressRange> kept = new ArrayList<>();
    int budget = MOST_RUNS;
    for (AddressRange range : within.ranges()) {
      for (Address at = range.first(); ; at = at.next()) {
        if (budget-- == 0) {
          return Optional.empty();
        }
        if ((at.high() & match.mask().high()) == match.value().high()
            && (at.low() & match.mask().low()) == match.value().low()) {
          kept.add(new AddressRange(at, at));
        }
        if (at.equals(range.last())) {
          break;
        }
      }
    }
    return Optional.of(AddressSet.of(within.family(), kept));
  }

  /** Before connection tracking a packet counts as INVALID: nf_conntrack(7), xt_conntrack.c. */
  private Set<ConnectionState> states() {
    EnumSet<ConnectionState> states =
        EnumSet.of(
            switch (flow.tracking()) {
              case UNTRACKED, FIRST_UNTRACKED -> ConnectionState.UNTRACKED;
              case BEGINNING_UNSEEN -> ConnectionState.INVALID;
              case TRACKED ->
                  !leg.isTracked()
                      ? ConnectionState.INVALID
                      : leg.isAnswer() ? ConnectionState.ESTABLISHED : ConnectionState.NEW;
            });
    // A translation that changes nothing leaves no trace: nf_nat_setup_info().
    if (flow.isDiverted() && leg.isTracked()) {
      states.add(ConnectionState.DNAT);
    }
    return states;
  }

  private Selection limited(Match.Limited match) {
    boolean first =
        (match.limit().kind() == Limit.Kind.CONCURRENT && match.limit().count() == 0)
            ? match.beyond()
            : !match.beyond();
    return sure(exceeded.contains(match) != first);
  }

  private Selection noted(Match.Noted match) {
    return sure(flow.noted(match.list()) >= match.times() || exceeded.contains(match));
  }
}
