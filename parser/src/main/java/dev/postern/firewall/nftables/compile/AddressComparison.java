package dev.postern.firewall.nftables.compile;

import dev.postern.firewall.model.End;
import dev.postern.firewall.model.Match;
import dev.postern.firewall.nftables.syntax.Datatype;
import dev.postern.firewall.nftables.syntax.Expression;
import dev.postern.firewall.nftables.syntax.Refusal;
import dev.postern.firewall.nftables.value.Values;
import dev.postern.net.Address;
import dev.postern.net.AddressMask;
import dev.postern.net.AddressSet;
import dev.postern.net.Family;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes a match of an address and what it is compared with. */
final class AddressComparison {
  private final Values values;

  AddressComparison(Values values) {
    this.values = values;
  }

  /** The match; empty when it is no address, or no file decides it. */
  Optional<Match> match(Expression left, String operator, Expression right) throws Refusal {
    Expression base = left;
    Optional<Expression> mask = Optional.empty();
    if (left instanceof Expression.Operation operation && operation.operator().equals("&")) {
      base = operation.left();
      mask = Optional.of(operation.right());
    }
    if (!(base instanceof Expression.Selector selector)) {
      return Optional.empty();
    }
    String name = selector.name();
    if (name.matches("ct (original|reply) .*[sd]addr") && mask.isEmpty()) {
      return tracked(selector, operator, right);
    }
    if (!selector.type().isAddress()) {
      return Optional.empty();
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
   * What connection tracking noted of a connection: the client's address is the source of what
   * begins it, and what is answered goes to; the host that answers may be another than was dialled.
   */
  private Optional<Match> tracked(Expression.Selector selector, String operator, Expression right)
      throws Refusal {
    Datatype type = selector.type().isAddress() ? selector.type() : Values.addressType(right);
    boolean ofOriginal = selector.name().startsWith("ct original");
    boolean isSource = selector.name().endsWith("saddr");
    if (ofOriginal && !isSource) {
      Family family = type.name().equals("ipv4_addr") ? Family.V4 : Family.V6;
      return compared(family, type, operator, right)
          .map(Match.DialledAddress::new)
          .map(match -> operator.equals("!=") ? new Match.Not(match) : match);
    }
    String family = type.name().equals("ipv4_addr") ? "ip" : "ip6";
    List<Match> ways = new ArrayList<>();
    for (String end :
        ofOriginal
            ? List.of(" saddr", " daddr")
            : List.of(isSource ? " daddr" : " saddr", isSource ? " saddr" : " daddr")) {
      Expression.Selector own = new Expression.Selector(family + end, type, selector.place());
      match(own, operator, right).ifPresent(ways::add);
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
