package dev.postern.firewall.nftables.compile;

import dev.postern.firewall.model.ConnectionState;
import dev.postern.firewall.model.End;
import dev.postern.firewall.model.Match;
import dev.postern.firewall.model.PortSet;
import dev.postern.firewall.nftables.syntax.Datatype;
import dev.postern.firewall.nftables.syntax.Expression;
import dev.postern.firewall.nftables.syntax.Numerals;
import dev.postern.firewall.nftables.syntax.Place;
import dev.postern.firewall.nftables.syntax.Refusal;
import dev.postern.firewall.nftables.value.Comparison;
import dev.postern.firewall.nftables.value.ComputedNumber;
import dev.postern.firewall.nftables.value.ConnectionStatus;
import dev.postern.firewall.nftables.value.NumberSet;
import dev.postern.firewall.nftables.value.Reduced;
import dev.postern.firewall.nftables.value.Routes;
import dev.postern.firewall.nftables.value.Test;
import dev.postern.firewall.nftables.value.Values;
import dev.postern.net.Address;
import dev.postern.net.AddressMask;
import dev.postern.net.AddressSet;
import dev.postern.net.Family;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Makes a match of something of a packet and what it is compared with, for a TCP packet that begins
 * a connection from outside or answers it.
 */
public final class MatchMaker {
  private static final int TCP = 6;
  private static final int SYN = 0x02;
  private static final int ACK = 0x10;
  private static final int DO_NOT_FRAGMENT = 0x4000;

  /** What the field's protocol says of TCP: those that are not TCP's own never match. */
  private static final Set<String> OTHER_PROTOCOLS =
      Set.of(
          "udp", "udplite", "sctp", "dccp", "icmp", "icmpv6", "igmp", "ah", "esp", "comp", "arp");

  private final Values values;
  private final Set<Family> families;

  /**
   * @param families whose packets the table sees
   */
  public MatchMaker(Values values, Set<Family> families) {
    this.values = values;
    this.families = families;
  }

  /** What must hold for a packet to have the field at all. */
  List<Match> needs(Expression.Selector selector) throws Refusal {
    String name = selector.name();
    String head = selector.head();
    if (OTHER_PROTOCOLS.contains(head)) {
      return List.of(new Match.Always(false));
    }
    if (head.equals("tcp")) {
      return List.of(new Match.Protocols(Set.of(TCP)));
    }
    List<Match> needs = new ArrayList<>();
    if (head.equals("ct") && !name.equals("ct state")) {
      needs.add(new Match.States(ConnectionState.OF_CONNECTION));
    }
    if (head.equals("ip") || name.contains(" ip ")) {
      needs.addAll(family(Family.V4, selector.place()));
    } else if (head.equals("ip6") || name.contains(" ip6 ") || selector.isOfExtension()) {
      needs.addAll(family(Family.V6, selector.place()));
    }
    return needs;
  }

  private List<Match> family(Family family, Place place) throws Refusal {
    if (!families.contains(family)) {
      throw new Refusal(
          place,
          "the table is for another family, so this IPv%d match is refused"
              .formatted(family.number()));
    }
    return families.size() == 1 ? List.of() : List.of(new Match.OfFamily(family));
  }

  /** The match, {@link #needs} left out; empty when no file decides it. */
  Optional<Match> match(Expression left, String operator, Expression right) throws Refusal {
    if (right instanceof Expression.Operation masked && masked.operator().equals("/")) {
      // As in tcp flags syn / syn,ack: the flags of the mask are exactly these.
      Expression bits = new Expression.Operation("&", left, masked.right(), left.place());
      return match(bits, operator.isEmpty() ? "==" : operator, masked.left());
    }
    Optional<Match> address = address(left, operator, right);
    if (address.isPresent()) {
      return address;
    }
    Optional<Reduced> reduced = Reduced.of(left, values);
    if (reduced.isEmpty()) {
      return Optional.empty();
    }
    Datatype type = reduced.get().selector().type();
    if (type.isText() || type.name().equals("iface_index")) {
      return name(reduced.get().selector(), operator, right);
    }
    if (type.isAddress() || type.bits() == 0 || type.bits() > 63) {
      values.check(type, right);
      return Optional.empty();
    }
    Test test = Test.of(reduced.get(), operator, right, values);
    return number(new Comparison(reduced.get(), test));
  }

  private Optional<Match> number(Comparison comparison) {
    return switch (comparison.left().selector().name()) {
      case "tcp dport", "th dport", "@th,16,16" ->
          Optional.of(ports(End.DESTINATION, comparison.ports()));
      case "tcp sport", "th sport", "@th,0,16" ->
          Optional.of(ports(End.SOURCE, comparison.ports()));
      case "ct original proto-dst" -> Optional.of(new Match.DialledPort(comparison.ports()));
      case "meta l4proto",
          "ip protocol",
          "ip6 nexthdr",
          "ct protocol",
          "ct original protocol",
          "ct reply protocol" ->
          Optional.of(constant(comparison.holds(TCP), comparison.holds(TCP)));
      case "meta nfproto", "ct l3proto", "ct original l3proto" ->
          Optional.of(byFamily(comparison, 2, 10));
      case "meta protocol", "ether type" -> Optional.of(byFamily(comparison, 0x0800, 0x86dd));
      case "ip version", "ip6 version" -> Optional.of(byFamily(comparison, 4, 6));
      case "tcp flags" -> Optional.of(constant(comparison.holds(SYN), comparison.holds(SYN | ACK)));
      case "ip frag-off" -> whole(comparison);
      case "ct direction" -> Optional.of(constant(comparison.holds(0), comparison.holds(1)));
      case "ct state" -> Optional.of(states(comparison));
      case "ct status" -> Optional.of(ConnectionStatus.match(comparison::holds));
      case "ct mark" -> marks(comparison, Match.ConnectionMark::new);
      case "meta mark", "mark" -> marks(comparison, Match.PacketMark::new);
      case "meta pkttype", "pkttype" ->
          Optional.of(constant(comparison.holds(0), comparison.holds(0)));
      case "meta iiftype", "iiftype" -> interfaceType(End.SOURCE, comparison);
      case "meta oiftype", "oiftype" -> interfaceType(End.DESTINATION, comparison);
      case "fib daddr type" ->
          Optional.of(Routes.ofType(End.DESTINATION, comparison.holds(1), comparison.holds(2)));
      case "fib saddr type" ->
          Optional.of(Routes.ofType(End.SOURCE, comparison.holds(1), comparison.holds(2)));
      default ->
          ComputedNumber.of(comparison.left().selector())
              .flatMap(number -> number.match(comparison));
    };
  }

  /** A match of a field that has one value in a beginning packet, and one in the answer. */
  private static Match constant(boolean beginning, boolean answer) {
    if (beginning == answer) {
      return new Match.Always(beginning);
    }
    return answer ? Match.TcpFlags.ANSWER : new Match.Not(Match.TcpFlags.ANSWER);
  }

  /** No fragment: it is the client who says whether it may be made into some. */
  private static Optional<Match> whole(Comparison comparison) {
    boolean mayBeParted = comparison.holds(0);
    return comparison.holds(DO_NOT_FRAGMENT) == mayBeParted
        ? Optional.of(new Match.Always(mayBeParted))
        : Optional.empty();
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
    Match lo = new Match.Interface(end, "lo", false);
    return Optional.of(
        loopback == others ? new Match.Always(others) : loopback ? lo : new Match.Not(lo));
  }

  private Optional<Match> name(Expression.Selector selector, String operator, Expression right)
      throws Refusal {
    End end;
    switch (selector.name()) {
      case "meta iifname", "iifname", "meta iif", "iif" -> end = End.SOURCE;
      case "meta oifname", "oifname", "meta oif", "oif" -> end = End.DESTINATION;
      default -> {
        return new Routes(values).match(selector, operator, right);
      }
    }
    values.check(new Datatype("ifname", 128), right);
    List<Match> any = new ArrayList<>();
    if (!names(end, right, any)) {
      return Optional.empty();
    }
    Match match = any.size() == 1 ? any.get(0) : new Match.AnyOf(any);
    return Optional.of(operator.equals("!=") ? new Match.Not(match) : match);
  }

  private static boolean names(End end, Expression right, List<Match> any) {
    if (right instanceof Expression.Elements elements) {
      boolean known = true;
      for (Expression.Element element : elements.elements()) {
        known &= names(end, element.key(), any);
      }
      return known;
    }
    if (right instanceof Expression.Symbol symbol) {
      String text = symbol.text();
      boolean prefix = text.endsWith("*") && !text.endsWith("\\*");
      any.add(
          new Match.Interface(
              end,
              prefix ? text.substring(0, text.length() - 1) : text.replace("\\*", "*"),
              prefix));
      // A number is that of an interface, whose name no file tells.
      return symbol.isQuoted() || Numerals.parse(text).isEmpty();
    }
    return false;
  }

  private Optional<Match> address(Expression left, String operator, Expression right)
      throws Refusal {
    Expression base = left;
    Optional<Expression> mask = Optional.empty();
    if (left instanceof Expression.Operation operation && operation.operator().equals("&")) {
      base = operation.left();
      mask = Optional.of(operation.right());
    }
    if (!(base instanceof Expression.Selector selector) || !selector.type().isAddress()) {
      return Optional.empty();
    }
    String name = selector.name();
    if (name.startsWith("ct original ip") && mask.isEmpty()) {
      return dialled(selector, operator, right);
    }
    Optional<End> end = end(name);
    if (mask.isPresent() || end.isEmpty()) {
      return masked(selector, end, mask, operator, right);
    }
    Family family = selector.type().name().equals("ipv4_addr") ? Family.V4 : Family.V6;
    if (right instanceof Expression.Enumeration) {
      throw new Refusal(right.place(), "a list of addresses; expected one, or a set in braces");
    }
    Optional<AddressSet> set = compared(family, selector.type(), operator, right);
    return set.map(
        addresses ->
            operator.equals("!=")
                ? new Match.Not(new Match.Addresses(end.get(), addresses))
                : new Match.Addresses(end.get(), addresses));
  }

  /**
   * The client's address is the source of what begins a connection, and what is answered goes to.
   */
  private Optional<Match> dialled(Expression.Selector selector, String operator, Expression right)
      throws Refusal {
    if (!selector.name().endsWith("saddr")) {
      // The address that was dialled may have been translated since.
      values.check(selector.type(), right);
      return Optional.empty();
    }
    String family = selector.type().name().equals("ipv4_addr") ? "ip" : "ip6";
    List<Match> ways = new ArrayList<>();
    for (String end : List.of(" saddr", " daddr")) {
      Expression.Selector own =
          new Expression.Selector(family + end, selector.type(), selector.place());
      address(own, operator, right).ifPresent(ways::add);
    }
    return ways.size() == 2
        ? Optional.of(Match.TcpFlags.eitherWay(ways.get(0), ways.get(1)))
        : Optional.empty();
  }

  private static Optional<End> end(String selector) {
    return switch (selector) {
      case "ip saddr", "ip6 saddr" -> Optional.of(End.SOURCE);
      case "ip daddr", "ip6 daddr" -> Optional.of(End.DESTINATION);
      default -> Optional.empty();
    };
  }

  private Optional<AddressSet> compared(
      Family family, Datatype type, String operator, Expression right) throws Refusal {
    if (operator.isEmpty() || operator.equals("==") || operator.equals("!=")) {
      return values.addresses(type, right);
    }
    Optional<Address> bound = values.address(family, right);
    if (bound.isEmpty()) {
      return Optional.empty();
    }
    AddressSet all = AddressSet.all(family);
    AddressSet upTo =
        AddressSet.of(
            family,
            List.of(new dev.postern.net.AddressRange(all.first().orElseThrow(), bound.get())));
    AddressSet below = upTo.minus(AddressSet.of(bound.get()));
    return Optional.of(
        switch (operator) {
          case "<" -> below;
          case "<=" -> upTo;
          case ">" -> all.minus(upTo);
          default -> all.minus(below);
        });
  }

  private Optional<Match> masked(
      Expression.Selector selector,
      Optional<End> end,
      Optional<Expression> mask,
      String operator,
      Expression right)
      throws Refusal {
    Family family = selector.type().name().equals("ipv4_addr") ? Family.V4 : Family.V6;
    values.check(selector.type(), right);
    if (end.isEmpty() || mask.isEmpty() || !(right instanceof Expression.Symbol)) {
      return Optional.empty();
    }
    Optional<Address> bits = values.address(family, mask.get());
    Optional<Address> value = values.address(family, right);
    boolean equality = operator.isEmpty() || operator.equals("==") || operator.equals("!=");
    if (bits.isEmpty() || value.isEmpty() || !equality) {
      return Optional.empty();
    }
    boolean possible =
        (value.get().high() & ~bits.get().high()) == 0
            && (value.get().low() & ~bits.get().low()) == 0;
    String text = selector.name() + " & " + bits.get() + " == " + value.get();
    Match match =
        possible
            ? new AddressMask(value.get(), bits.get())
                .addresses(1)
                .<Match>map(set -> new Match.Addresses(end.get(), set))
                .orElseGet(() -> new Match.Masked(end.get(), value.get(), bits.get(), text))
            : new Match.Always(false);
    return Optional.of(operator.equals("!=") ? new Match.Not(match) : match);
  }
}
