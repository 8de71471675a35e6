package dev.postern.firewall.nftables.compile;

import dev.postern.firewall.model.ConnectionState;
import dev.postern.firewall.model.End;
import dev.postern.firewall.model.Match;
import dev.postern.firewall.nftables.syntax.Datatype;
import dev.postern.firewall.nftables.syntax.Expression;
import dev.postern.firewall.nftables.syntax.Place;
import dev.postern.firewall.nftables.syntax.Refusal;
import dev.postern.firewall.nftables.value.Comparison;
import dev.postern.firewall.nftables.value.ComputedNumber;
import dev.postern.firewall.nftables.value.Reduced;
import dev.postern.firewall.nftables.value.Routes;
import dev.postern.firewall.nftables.value.Test;
import dev.postern.firewall.nftables.value.Values;
import dev.postern.net.Family;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Makes a match of something of a packet and what it is compared with, for a TCP packet that begins
 * a connection from outside or answers it.
 */
public final class MatchMaker {
  private static final int TCP = 6;

  /** The widest numbers that are looked at. */
  private static final int WIDEST = 64;

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
    if (name.startsWith("sctp chunk") && selector.type().name().equals("boolean")) {
      // A packet that is not SCTP's has none: nft_exthdr_sctp_eval().
      return List.of();
    }
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
    if (head.equals("osf")) {
      // Fingerprints are of IPv4 alone: nft_osf_eval().
      needs.add(new Match.OfFamily(Family.V4));
    } else if (head.equals("ip") || name.contains(" ip ")) {
      needs.addAll(family(Family.V4, selector.place()));
    } else if (head.equals("ip6") || name.contains(" ip6 ") || selector.isOfExtension()) {
      needs.addAll(family(Family.V6, selector.place()));
    }
    iface(selector).ifPresent(end -> needs.add(new Match.Not(new Match.Interface(end, "", false))));
    return needs;
  }

  /** The end at which a packet must have an interface for what is asked of it. */
  private static Optional<End> iface(Expression.Selector selector) {
    String name = selector.name().replace("meta ", "");
    return switch (name) {
      case "iifkind", "iifgroup" -> Optional.of(End.SOURCE);
      case "oiftype", "oifkind", "oifgroup" -> Optional.of(End.DESTINATION);
      // The host's own packets have no header of the link yet.
      default ->
          selector.head().equals("ether") || selector.head().equals("vlan")
              ? Optional.of(End.SOURCE)
              : Optional.empty();
    };
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
    Optional<Match> address = new AddressComparison(values).match(left, operator, right);
    if (address.isPresent()) {
      return address;
    }
    Optional<Reduced> reduced = Reduced.of(left, values);
    if (reduced.isEmpty()) {
      return Optional.empty();
    }
    Expression.Selector selector = reduced.get().selector();
    Datatype type = selector.type();
    if (selector.head().equals("fib") && !selector.name().endsWith(" type")) {
      return new Routes(values).match(selector, operator, right);
    }
    if (type.isText() || type.name().equals("iface_index")) {
      return new NameComparison(values).match(selector, operator, right);
    }
    if (type.isAddress() || type.bits() == 0 || type.bits() > WIDEST) {
      values.check(type, right);
      return Optional.empty();
    }
    Optional<ComputedNumber> computed = ComputedNumber.of(selector);
    if (computed.isPresent() && !reduced.get().isChanged()) {
      computed.get().check(right, values);
    }
    Test test = Test.of(reduced.get(), operator, right, values);
    return new NumberComparison(families).match(new Comparison(reduced.get(), test));
  }
}
