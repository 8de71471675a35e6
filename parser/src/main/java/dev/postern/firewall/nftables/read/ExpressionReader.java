package dev.postern.firewall.nftables.read;

import dev.postern.firewall.nftables.syntax.Catalogue;
import dev.postern.firewall.nftables.syntax.Expression;
import dev.postern.firewall.nftables.syntax.Expression.Symbol;
import dev.postern.firewall.nftables.syntax.Keywords;
import dev.postern.firewall.nftables.syntax.Place;
import dev.postern.firewall.nftables.syntax.Refusal;
import dev.postern.firewall.nftables.syntax.Term;
import dev.postern.firewall.nftables.syntax.Terms;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads values and what is compared with them: rhs_expr and expr of parser_bison.y. */
public final class ExpressionReader {
  /** No value has so many bits to put together. */
  private static final int MOST_OPERATORS = 512;

  private final Catalogue catalogue;
  private final SelectorReader selectors;
  private int depth;

  public ExpressionReader(Catalogue catalogue) {
    this.catalogue = catalogue;
    this.selectors = new SelectorReader(catalogue, this);
  }

  /** What a comparison starts with, or any other expression of packets: {@code expr}. */
  public Expression expression(Terms terms) throws Refusal {
    Expression key = concatenation(terms, true);
    while (terms.take("map")) {
      Expression map = setOrName(terms);
      key = new Expression.Mapped(key, map, key.place().to(map.place()));
    }
    return key;
  }

  /** Values without anything of packets, in a list perhaps. */
  Expression values(Terms terms) throws Refusal {
    Expression first = value(terms);
    if (!terms.isNext(",")) {
      return first;
    }
    List<Expression> items = new ArrayList<>();
    items.add(first);
    while (terms.take(",")) {
      items.add(value(terms));
    }
    return new Expression.Enumeration(items, first.place().to(terms.last()));
  }

  /** One value, or several joined by dots. */
  Expression value(Terms terms) throws Refusal {
    return concatenation(terms, false);
  }

  /** A set in braces or by its name. */
  Expression setOrName(Terms terms) throws Refusal {
    if (terms.isNext("@")) {
      Place at = terms.place();
      terms.skip(1);
      Term name = terms.name("the name of a set");
      return new Expression.Named(name.text(), at.to(name.place()));
    }
    Term term = terms.next("a set");
    if (term.kind() != Term.Kind.BRACES) {
      throw new Refusal(term.place(), "found " + term.shown() + "; expected a set");
    }
    return elements(term, false);
  }

  /** The members in a pair of braces. */
  public Expression.Elements elements(Term braces, boolean ofPackets) throws Refusal {
    enter(braces.place());
    Expression.Elements elements = new ElementReader(catalogue, this, ofPackets).read(braces);
    depth--;
    return elements;
  }

  private void enter(Place place) throws Refusal {
    if (++depth > Term.DEEPEST) {
      throw new Refusal(place, "more than " + Term.DEEPEST + " braces in each other");
    }
  }

  private Expression concatenation(Terms terms, boolean ofPackets) throws Refusal {
    Expression first = joined(terms, ofPackets);
    if (!terms.isNext(".")) {
      return first;
    }
    List<Expression> parts = new ArrayList<>();
    parts.add(first);
    while (terms.take(".")) {
      parts.add(joined(terms, ofPackets));
    }
    return new Expression.Concatenation(parts, first.place().to(terms.last()));
  }

  /** A range or prefix, of values alone. */
  private Expression joined(Terms terms, boolean ofPackets) throws Refusal {
    Expression low = operation(terms, ofPackets, 0);
    if (terms.isNext("-")) {
      terms.skip(1);
      Expression high = operation(terms, false, 0);
      return new Expression.Range(low, high, low.place().to(high.place()));
    }
    boolean isPrefix =
        terms.isNext("/")
            && terms.peek(1).filter(term -> term.kind() == Term.Kind.NUMBER).isPresent();
    if (isPrefix) {
      terms.skip(1);
      Place at = terms.place();
      long length = terms.number("a prefix length");
      if (length > 128) {
        throw new Refusal(at, "a prefix of " + length + " bits is longer than any address");
      }
      return new Expression.Prefixed(low, (int) length, low.place().to(at));
    }
    return low;
  }

  private static final List<Set<String>> BY_PRECEDENCE =
      List.of(
          Set.of("|", "or"),
          Set.of("^", "xor"),
          Set.of("&", "and"),
          Set.of("<<", ">>", "lshift", "rshift"));

  private Expression operation(Terms terms, boolean ofPackets, int level) throws Refusal {
    if (level == BY_PRECEDENCE.size()) {
      return primary(terms, ofPackets);
    }
    Expression left = operation(terms, ofPackets, level + 1);
    Optional<Term> sign = terms.peek();
    int count = 0;
    while (sign.isPresent() && isOperator(sign.get(), level)) {
      if (++count > MOST_OPERATORS) {
        throw new Refusal(terms.place(), "more than " + MOST_OPERATORS + " operators in a row");
      }
      terms.skip(1);
      Expression right = operation(terms, ofPackets, level + 1);
      left =
          new Expression.Operation(
              plain(sign.get().text()), left, right, left.place().to(right.place()));
      sign = terms.peek();
    }
    return left;
  }

  private static boolean isOperator(Term term, int level) {
    boolean mayBe = term.kind() == Term.Kind.SIGN || term.kind() == Term.Kind.WORD;
    return mayBe && BY_PRECEDENCE.get(level).contains(term.text());
  }

  private static String plain(String operator) {
    return switch (operator) {
      case "or" -> "|";
      case "xor" -> "^";
      case "and" -> "&";
      case "lshift" -> "<<";
      case "rshift" -> ">>";
      default -> operator;
    };
  }

  private Expression primary(Terms terms, boolean ofPackets) throws Refusal {
    Place at = terms.place();
    if (terms.isNext("(") || terms.isNext("[")) {
      String close = terms.isNext("(") ? ")" : "]";
      enter(at);
      terms.skip(1);
      Expression inside = ofPackets ? expression(terms) : operation(terms, false, 0);
      terms.expect(close);
      depth--;
      return inside;
    }
    if (ofPackets) {
      Optional<Expression> selector = selectors.read(terms);
      if (selector.isPresent()) {
        return selector.get();
      }
    }
    if (terms.isNext("@")) {
      return setOrName(terms);
    }
    if (terms.take("*")) {
      return new Expression.Anything(at);
    }
    Term term = terms.next("a value");
    return switch (term.kind()) {
      case BRACES -> elements(term, false);
      case SIGN, LITERALS ->
          throw new Refusal(term.place(), "found " + term.shown() + "; expected a value");
      case WORD -> {
        if (!Keywords.isValue(term.text())) {
          throw new Refusal(term.place(), "found " + term.shown() + "; expected a value");
        }
        yield new Symbol(term.text(), false, term.place());
      }
      default -> new Symbol(term.text(), term.kind() == Term.Kind.STRING, term.place());
    };
  }
}
