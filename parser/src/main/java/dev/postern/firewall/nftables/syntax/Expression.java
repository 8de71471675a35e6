package dev.postern.firewall.nftables.syntax;

import dev.postern.firewall.model.Verdict;
import java.util.List;
import java.util.Optional;

/** A value, or what a value is compared with. */
public sealed interface Expression {
  Place place();

  /** A number, name or address as written. */
  record Symbol(String text, boolean isQuoted, Place place) implements Expression {}

  /** From one value to another. */
  record Range(Expression low, Expression high, Place place) implements Expression {}

  /** The values that begin with the same bits. */
  record Prefixed(Expression base, int length, Place place) implements Expression {}

  /** Values one after the other: {@code new, established}. */
  record Enumeration(List<Expression> items, Place place) implements Expression {}

  /** Values together: {@code ip saddr . tcp dport}. */
  record Concatenation(List<Expression> parts, Place place) implements Expression {}

  /** A set in braces. */
  record Elements(List<Element> elements, Place place) implements Expression {}

  /** Every value, {@code *}. */
  record Anything(Place place) implements Expression {}

  /** A set by its name. */
  record Named(String name, Place place) implements Expression {}

  /**
   * Something of a packet or connection.
   *
   * @param of what it is computed from
   */
  record Selector(String name, Datatype type, List<Expression> of, Place place)
      implements Expression {
    public Selector {
      of = List.copyOf(of);
    }

    /** What stands in a packet, or is known of it. */
    public Selector(String name, Datatype type, Place place) {
      this(name, type, List.of(), place);
    }

    /** The first word of its name, which is that of a header or of a kind of things known. */
    public String head() {
      int space = name.indexOf(' ');
      return space < 0 ? name : name.substring(0, space);
    }

    /** Whether it is of a header of IPv6 between its own and the transport's. */
    public boolean isOfExtension() {
      return switch (head()) {
        case "exthdr", "hbh", "rt0", "rt2", "rt4", "srh", "frag", "dst", "mh" -> true;
        // What is routed has the same first word.
        case "rt" -> name.matches("rt (nexthdr|hdrlength|type|seg-left)");
        default -> false;
      };
    }
  }

  /** Bits put together: {@code & | ^ << >>}. */
  record Operation(String operator, Expression left, Expression right, Place place)
      implements Expression {}

  /** What a map has for a key. */
  record Mapped(Expression key, Expression map, Place place) implements Expression {}

  /** What becomes of a packet, as the value in a map. */
  record Fate(Verdict verdict, Place place) implements Expression {}

  /**
   * A member of a set or map.
   *
   * @param data what a map has for it
   * @param limits statements that count by it
   */
  record Element(
      Expression key, Optional<Expression> data, List<Statement> limits, Lifetime lifetime) {

    /** A member that stays. */
    public static Element of(Expression key) {
      return new Element(key, Optional.empty(), List.of(), Lifetime.ENDLESS);
    }
  }
}
