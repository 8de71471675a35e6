package dev.postern.firewall.nftables.syntax;

import dev.postern.firewall.model.Limit;
import dev.postern.firewall.model.Verdict;
import java.util.List;
import java.util.Optional;

/** A part of a rule: a condition or something that happens. */
public sealed interface Statement {
  Place place();

  /** {@code tcp dport != 143}; the operator is empty when none is written. */
  record Comparison(Expression left, String operator, Expression right, Place place)
      implements Statement {}

  /** {@code tcp dport vmap { … }}. */
  record VerdictMap(Expression key, Expression map, Place place) implements Statement {}

  /**
   * The end of a rule.
   *
   * @param manner with what is rejected: tcp, icmp, icmpv6, icmpx; empty when that is not written
   */
  record Ending(Verdict verdict, String manner, Place place) implements Statement {
    /** A verdict that is not put into practice in a manner of its own. */
    public Ending(Verdict verdict, Place place) {
      this(verdict, "", place);
    }
  }

  /**
   * {@code jump { … }}: the rules of a chain that has no name.
   *
   * @param returns whether it is a jump, not a goto
   */
  record Block(boolean returns, List<Rule> rules, Place place) implements Statement {}

  /** A rule of such a chain. */
  record Rule(List<Statement> statements, Place place) {}

  /**
   * Holds within a limit, or beyond it.
   *
   * @param within which packets are within it
   */
  record Limited(Limit limit, boolean beyond, Within within, Place place) implements Statement {}

  /** Which of the packets that begin connections are within a limit. */
  enum Within {
    /** So many in a time. */
    SOME,
    /** It counts bytes, of which these have few. */
    ALL,
    /** It has never room for one. */
    NONE
  }

  /** A limit, counter, quota or SYN proxy that stands in the table by a name. */
  record NamedObject(String kind, Expression name, Place place) implements Statement {}

  /**
   * A translation of an address or port.
   *
   * @param kind dnat, snat, masquerade, redirect or tproxy
   */
  record Translation(
      String kind,
      String family,
      Optional<Expression> address,
      Optional<Expression> port,
      boolean isRandom,
      Place place)
      implements Statement {}

  /** {@code meta mark set 1}. */
  record Assignment(Expression target, Expression value, Place place) implements Statement {
    /** The same with another value. */
    public Assignment withValue(Expression other) {
      return new Assignment(target, other, place);
    }
  }

  /**
   * {@code add @seen { ip saddr limit … }} and meters.
   *
   * @param set empty for a meter of the old kind
   */
  record Update(String verb, Optional<String> set, Expression.Element element, Place place)
      implements Statement {}

  /** {@code notrack}. */
  record Untracked(Place place) implements Statement {}

  /** Changes nothing about what becomes of a packet: counters, logs, comments. */
  record Aside(String kind, Place place) implements Statement {}

  /** A condition that is the same for all packets. */
  record Settled(boolean holds, Place place) implements Statement {}

  /** A condition that no file decides. */
  record Unknowable(Place place) implements Statement {}
}
