package dev.postern.firewall.nftables.compile;

import dev.postern.firewall.model.Effect;
import dev.postern.firewall.nftables.syntax.Expression;
import dev.postern.firewall.nftables.syntax.Expression.Selector;
import dev.postern.firewall.nftables.syntax.Refusal;
import dev.postern.firewall.nftables.syntax.Statement;
import dev.postern.firewall.nftables.value.Reduced;
import dev.postern.firewall.nftables.value.Values;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Makes of {@code … set …} what it changes. */
final class AssignmentCompiler {
  private static final long ALL = 0xFFFF_FFFFL;

  /** Headers that decide where a packet goes and whether the answer is recognised. */
  private static final Set<String> DECISIVE =
      Set.of(
          "ip saddr",
          "ip daddr",
          "ip protocol",
          "ip6 saddr",
          "ip6 daddr",
          "ip6 nexthdr",
          "tcp sport",
          "tcp dport",
          "th sport",
          "th dport",
          "tcp flags",
          "tcp sequence",
          "tcp ackseq",
          "ether daddr",
          "meta pkttype",
          "pkttype");

  private final Values values;

  AssignmentCompiler(Values values) {
    this.values = values;
  }

  /** Whether it changes a header without connection tracking's knowledge. */
  boolean isRewriting(Statement.Assignment assignment) {
    return assignment.target() instanceof Selector selector
        && (DECISIVE.contains(selector.name()) || selector.name().startsWith("@"));
  }

  List<Effect> effects(Statement.Assignment assignment) throws Refusal {
    if (!(assignment.target() instanceof Selector target)) {
      throw new Refusal(assignment.place(), "only something of a packet can be set");
    }
    if (assignment.value() instanceof Expression.Elements) {
      throw new Refusal(assignment.value().place(), "a set; expected one value");
    }
    boolean ofConnection = target.name().equals("ct mark");
    if (!ofConnection && !isMark(target)) {
      return List.of();
    }
    Optional<Reduced> value = Reduced.of(assignment.value(), values);
    if (value.isPresent()) {
      return List.of(moved(ofConnection, value.get()));
    }
    if (assignment.value() instanceof Expression.Mapped
        || assignment.value() instanceof Expression.Operation) {
      if (!isConstant(assignment.value())) {
        return List.of(lost(ofConnection));
      }
    }
    long mark = values.number(target.type(), assignment.value());
    return List.of(changed(ofConnection, ALL, mark));
  }

  /** The map that gives a mark, where it is looked up by something else than a mark. */
  static Optional<Expression.Mapped> choice(Statement.Assignment assignment) {
    boolean isChoice =
        assignment.target() instanceof Selector target
            && isAnyMark(target)
            && assignment.value() instanceof Expression.Mapped mapped
            && mapped.key() instanceof Selector key
            && !isAnyMark(key);
    return isChoice ? Optional.of((Expression.Mapped) assignment.value()) : Optional.empty();
  }

  private static boolean isAnyMark(Selector selector) {
    return isMark(selector) || selector.name().equals("ct mark");
  }

  private static boolean isMark(Selector selector) {
    return selector.name().equals("meta mark") || selector.name().equals("mark");
  }

  private static boolean isConstant(Expression value) {
    return value instanceof Expression.Operation operation
        ? isConstant(operation.left()) && isConstant(operation.right())
        : value instanceof Expression.Symbol;
  }

  private static Effect lost(boolean ofConnection) {
    return ofConnection ? new Effect.LoseConnectionMark() : new Effect.LoseMark();
  }

  private static Effect changed(boolean ofConnection, long clear, long flip) {
    return ofConnection
        ? new Effect.SetConnectionMark(clear, flip)
        : new Effect.SetMark(clear, flip);
  }

  /** {@code meta mark set ct mark}, {@code meta mark set meta mark | 1}. */
  private static Effect moved(boolean ofConnection, Reduced value) {
    boolean fromConnection = value.selector().name().equals("ct mark");
    boolean fromPacket = isMark(value.selector());
    if (value.shift() != 0 || (!fromConnection && !fromPacket)) {
      return lost(ofConnection);
    }
    if (fromConnection == ofConnection) {
      return changed(ofConnection, ~value.and() & ALL, value.xor() & ALL);
    }
    if (value.isChanged()) {
      return lost(ofConnection);
    }
    return ofConnection ? new Effect.SaveMark() : new Effect.RestoreMark();
  }
}
