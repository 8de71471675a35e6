package dev.postern.firewall.nftables.compile;

import dev.postern.firewall.header.SentNumber;
import dev.postern.firewall.model.ConnectionState;
import dev.postern.firewall.model.End;
import dev.postern.firewall.model.Header;
import dev.postern.firewall.model.Match;
import dev.postern.firewall.model.NumberSet;
import dev.postern.firewall.model.PortSet;
import dev.postern.firewall.nftables.syntax.Expression;
import dev.postern.firewall.nftables.value.Comparison;
import dev.postern.firewall.nftables.value.ComputedNumber;
import dev.postern.firewall.nftables.value.ConnectionStatus;
import dev.postern.firewall.nftables.value.RawBits;
import dev.postern.firewall.nftables.value.Reduced;
import dev.postern.firewall.nftables.value.Routes;
import dev.postern.firewall.nftables.value.Test;
import dev.postern.net.Family;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Makes a match of a number and what it is compared with. */
final class NumberComparison {
  private static final int TCP = 6;
  private static final int SYN = 0x02;
  private static final int ACK = 0x10;

  /** IPv4 and TCP have no shorter headers together. */
  private static final int SHORTEST_PACKET = 40;

  /** Saturday. */
  private final Set<Family> families;

  /**
   * @param families whose packets the table sees
   */
  NumberComparison(Set<Family> families) {
    this.families = families;
  }

  /** The match; empty when no file decides it. */
  Optional<Match> match(Comparison comparison) {
    return switch (comparison.left().selector().name()) {
      case "tcp dport", "th dport" -> Optional.of(ports(End.DESTINATION, comparison.ports()));
      case "tcp sport", "th sport" -> Optional.of(ports(End.SOURCE, comparison.ports()));
      case "ct original proto-dst" -> Optional.of(new Match.DialledPort(comparison.ports()));
      case "meta l4proto",
          "ip protocol",
          "ip6 nexthdr",
          "ct protocol",
          "ct original protocol",
          "ct reply protocol" ->
          Optional.of(constant(comparison.holds(TCP), comparison.holds(TCP)));
      case "meta nfproto", "ct l3proto", "ct original l3proto", "ct reply l3proto" ->
          Optional.of(byFamily(comparison, 2, 10));
      case "meta protocol", "ether type" -> Optional.of(byFamily(comparison, 0x0800, 0x86dd));
      case "ip version", "ip6 version" -> Optional.of(byFamily(comparison, 4, 6));
      case "tcp flags" -> Optional.of(constant(comparison.holds(SYN), comparison.holds(SYN | ACK)));
      case "meta length" -> length(comparison);
      case "tcp option maxseg size" -> Optional.of(segmentSize(comparison));
      case "ct packets" -> Optional.of(constant(comparison.holds(1), comparison.holds(2)));
      case "ct original packets" -> Optional.of(constant(comparison.holds(1), comparison.holds(1)));
      case "ct reply packets" -> Optional.of(constant(comparison.holds(0), comparison.holds(1)));
      case "ct bytes", "ct original bytes", "ct avgpkt", "ct original avgpkt" ->
          size(comparison).map(Match.Always::new);
      case "ct reply bytes", "ct reply avgpkt" ->
          size(comparison).map(answer -> constant(comparison.holds(0), answer));
      case "ct original proto-src", "ct reply proto-dst" ->
          Optional.of(connectionPorts(End.SOURCE, comparison));
      case "ct reply proto-src" -> Optional.of(connectionPorts(End.DESTINATION, comparison));
      case "meta day", "day" -> dialled(Header.DAY_OF_WEEK, comparison);
      case "meta hour", "hour" -> dialled(Header.SECOND_OF_DAY, comparison);
      case "meta skuid", "skuid", "meta skgid", "skgid", "meta cgroup", "cgroup" ->
          Optional.of(ofSocket(comparison));
      case "ct direction" -> Optional.of(constant(comparison.holds(0), comparison.holds(1)));
      case "ct state" -> Optional.of(states(comparison));
      case "ct status" -> Optional.of(ConnectionStatus.match(comparison::holds));
      case "ct mark" -> marks(comparison, Match.ConnectionMark::new);
      case "meta mark", "mark" -> marks(comparison, Match.PacketMark::new);
      case "meta pkttype", "pkttype" ->
          Optional.of(constant(comparison.holds(0), comparison.holds(0)));
      case "meta iiftype", "iiftype" -> interfaceType(End.SOURCE, comparison);
      case "meta oiftype", "oiftype" -> interfaceType(End.DESTINATION, comparison);
      default -> other(comparison);
    };
  }

  private Optional<Match> other(Comparison comparison) {
    Expression.Selector selector = comparison.left().selector();
    Optional<RawBits> raw = RawBits.of(selector);
    if (raw.isPresent()) {
      return RawComparison.match(comparison, raw.get(), families);
    }
    if (selector.head().equals("fib")) {
      return Routes.ofType(selector.name(), comparison.holds(1), comparison.holds(2));
    }
    if (selector.name().startsWith("sctp chunk")) {
      return Optional.of(new Match.Always(comparison.holds(0)));
    }
    if (selector.isOfExtension()) {
      boolean asked = selector.type().name().equals("boolean");
      return Optional.of(new Match.Always(asked && comparison.holds(0)));
    }
    if (selector.name().matches("(tcp|ip) option .*") && selector.type().name().equals("boolean")) {
      return Optional.of(option(selector.name(), comparison));
    }
    return sent(selector.name(), comparison)
        .or(() -> ComputedNumber.of(selector).flatMap(number -> number.match(comparison)))
        .or(() -> throughout(selector, comparison));
  }

  /** When a client dials, which it chooses. */
  private static Optional<Match> dialled(Header when, Comparison comparison) {
    return comparison
        .numbers()
        .map(set -> Match.Chosen.of(when, set, comparison.left().selector().name()));
  }

  private static Optional<Match> sent(String field, Comparison comparison) {
    String text = field + ", which the sender of a packet chooses";
    Optional<NumberSet> numbers = comparison.numbers();
    return SentNumber.of(field)
        .flatMap(
            number ->
                numbers.isPresent()
                    ? number.match(text, numbers.get())
                    : number.match(text, comparison::holds));
  }

  /** What is so for every number, or for none, where every packet has one. */
  private static Optional<Match> throughout(Expression.Selector selector, Comparison comparison) {
    boolean mayBeMissing =
        selector
            .name()
            .matches("(tcp|ip) option.*|rt .*|socket .*|ipsec.*|@.*|meta rtclassid|.*sdif");
    return comparison
        .holdsThroughout(0, selector.type().largest())
        .filter(holds -> !holds || !mayBeMissing)
        .map(Match.Always::new);
  }

  /** Whether the sender put an option into the header. */
  private static Match option(String name, Comparison comparison) {
    return Match.Chosen.of(Header.present(name), NumberSet.where(0, 1, comparison::holds), name);
  }

  /** Behind one more than its number, so that 0 stands for none. */
  private static Match segmentSize(Comparison comparison) {
    return Match.Chosen.of(
        Header.SEGMENT_SIZE,
        NumberSet.where(1, 1 + 0xFFFF, behind -> comparison.holds(behind - 1)),
        comparison.left().selector().name());
  }

  /** The length of the whole packet, in which the headers of the families differ. */
  private Optional<Match> length(Comparison comparison) {
    List<Match> any = new ArrayList<>();
    for (Family family : families) {
      Optional<NumberSet> lengths = comparison.numbers();
      if (lengths.isEmpty()) {
        return Optional.empty();
      }
      Match match =
          Match.Chosen.of(
              Header.SEGMENT_LENGTH,
              lengths.get().minus(family == Family.V4 ? 20 : 40),
              "the length of a packet, which its sender chooses");
      any.add(new Match.AllOf(List.of(new Match.OfFamily(family), match)));
    }
    return Optional.of(new Match.AnyOf(any));
  }

  /** Whether it holds for the bytes of a packet or more; empty where it is not so for all. */
  private static Optional<Boolean> size(Comparison comparison) {
    return comparison.holdsThroughout(SHORTEST_PACKET, Long.MAX_VALUE);
  }

  private static Match connectionPorts(End end, Comparison comparison) {
    PortSet set = comparison.ports();
    return Match.TcpFlags.eitherWay(ports(end, set), ports(end.other(), set));
  }

  /** A packet that arrives has no socket of this host yet. */
  private static Match ofSocket(Comparison comparison) {
    return comparison.test().set().filter(NumberSet.NONE::equals).isPresent()
        ? new Match.Always(false)
        : new Match.AllOf(
            List.of(
                Match.TcpFlags.ANSWER,
                new Match.Undecidable(
                    comparison.left().selector().name() + " of the answer's process")));
  }

  /** A match of a field that has one value in a beginning packet, and one in the answer. */
  private static Match constant(boolean beginning, boolean answer) {
    if (beginning == answer) {
      return new Match.Always(beginning);
    }
    return answer ? Match.TcpFlags.ANSWER : new Match.Not(Match.TcpFlags.ANSWER);
  }

  private static Match byFamily(Comparison comparison, long v4, long v6) {
    boolean four = comparison.holds(v4);
    boolean six = comparison.holds(v6);
    return four == six ? new Match.Always(four) : new Match.OfFamily(four ? Family.V4 : Family.V6);
  }

  private static Match ports(End end, PortSet set) {
    return set.spans().isEmpty() ? new Match.Always(false) : new Match.Ports(end, set);
  }

  /** nf_conntrack_common.h: the bits that {@code ct state} is made of, one at a time. */
  private static Match states(Comparison comparison) {
    EnumSet<ConnectionState> states = EnumSet.noneOf(ConnectionState.class);
    add(states, ConnectionState.INVALID, comparison.holds(1));
    add(states, ConnectionState.ESTABLISHED, comparison.holds(2));
    add(states, ConnectionState.RELATED, comparison.holds(4));
    add(states, ConnectionState.NEW, comparison.holds(8));
    add(states, ConnectionState.UNTRACKED, comparison.holds(64));
    return new Match.States(states);
  }

  private static void add(Set<ConnectionState> states, ConnectionState state, boolean holds) {
    if (holds) {
      states.add(state);
    }
  }

  private interface OfMark {
    Match of(long value, long mask);
  }

  /** Marks of which the bits of a mask have a value; a range of marks is some of those. */
  private static Optional<Match> marks(Comparison comparison, OfMark made) {
    Reduced left = comparison.left();
    Test test = comparison.test();
    if (left.shift() != 0 || test.set().isEmpty()) {
      return Optional.empty();
    }
    List<Match> any = new ArrayList<>();
    for (NumberSet.Run run : test.set().get().runs()) {
      long at = run.first();
      while (at <= run.last()) {
        long size = at == 0 ? 1L << 32 : Long.lowestOneBit(at);
        while (at + size - 1 > run.last()) {
          size >>= 1;
        }
        long prefix = 0xFFFF_FFFFL & ~(size - 1);
        long value = (at ^ left.xor()) & prefix;
        long mask = left.and() & prefix;
        if ((value & ~mask) == 0) {
          any.add(made.of(value, mask));
        }
        at += size;
      }
    }
    return Optional.of(any.size() == 1 ? any.get(0) : new Match.AnyOf(any));
  }

  /** Of the types of interfaces that of {@code lo} alone is certain. */
  private static Optional<Match> interfaceType(End end, Comparison comparison) {
    boolean loopback = comparison.holds(772);
    boolean others = comparison.holds(1);
    for (long type : new long[] {512, 768, 769, 776, 778, 65534}) {
      if (comparison.holds(type) != others) {
        return Optional.empty();
      }
    }
    if (loopback == others) {
      return Optional.of(new Match.Always(others));
    }
    Match lo = new Match.Interface(end, "lo", false);
    Match match = loopback ? lo : new Match.Not(lo);
    // What leaves counts as arrived where it leaves, once it is past routing: nft_meta_get_eval().
    return Optional.of(
        end == End.DESTINATION
            ? match
            : Match.TcpFlags.eitherWay(
                match, new Match.Undecidable("the type of iif of an answer")));
  }
}
