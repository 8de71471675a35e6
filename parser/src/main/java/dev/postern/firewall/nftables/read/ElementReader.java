package dev.postern.firewall.nftables.read;

import dev.postern.firewall.nftables.syntax.AddressList;
import dev.postern.firewall.nftables.syntax.Catalogue;
import dev.postern.firewall.nftables.syntax.Expression;
import dev.postern.firewall.nftables.syntax.Expression.Element;
import dev.postern.firewall.nftables.syntax.Lifetime;
import dev.postern.firewall.nftables.syntax.Literals;
import dev.postern.firewall.nftables.syntax.Place;
import dev.postern.firewall.nftables.syntax.Refusal;
import dev.postern.firewall.nftables.syntax.Statement;
import dev.postern.firewall.nftables.syntax.Term;
import dev.postern.firewall.nftables.syntax.Terms;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the members of a set, or of a map with their values. */
final class ElementReader {
  private final ExpressionReader expressions;
  private final StatementReader statements;
  private final boolean ofPackets;

  /**
   * @param ofPackets whether the keys are taken from packets, as in {@code add @seen { ip saddr }}
   */
  ElementReader(Catalogue catalogue, ExpressionReader expressions, boolean ofPackets) {
    this.expressions = expressions;
    this.statements = new StatementReader(catalogue, expressions);
    this.ofPackets = ofPackets;
  }

  Expression.Elements read(Term braces) throws Refusal {
    List<Element> elements = new ArrayList<>();
    Place end = new Place(braces.place().end() - 1, braces.place().end());
    List<Term> inside = braces.inside();
    if (!inside.isEmpty() && inside.get(0).kind() == Term.Kind.LITERALS) {
      elements = literals(inside.get(0));
      inside = inside.subList(1, inside.size());
    }
    Terms terms = new Terms(inside, end);
    if (elements.isEmpty() && terms.isEmpty()) {
      throw new Refusal(end, "expected a member");
    }
    while (!terms.isEmpty()) {
      if (elements.isEmpty() || !terms.isNext(",")) {
        elements.add(element(terms));
      }
      if (!terms.isEmpty()) {
        terms.expect(",");
      }
    }
    return new Expression.Elements(elements, braces.place());
  }

  private static List<Element> literals(Term term) {
    Optional<AddressList> addresses = AddressList.of(term);
    if (addresses.isPresent()) {
      return addresses.get();
    }
    List<Element> elements = new ArrayList<>();
    new Literals(term).addTo(elements);
    return elements;
  }

  private Element element(Terms terms) throws Refusal {
    Expression key = ofPackets ? expressions.expression(terms) : expressions.value(terms);
    List<Statement> limits = new ArrayList<>();
    Lifetime lifetime = options(terms, limits);
    Optional<Expression> data = Optional.empty();
    if (terms.take(":")) {
      data = Optional.of(data(terms));
    }
    return new Element(key, data, limits, lifetime);
  }

  private Lifetime options(Terms terms, List<Statement> limits) throws Refusal {
    long timeout = 0;
    long expires = 0;
    while (!terms.isEmpty() && !terms.isNext(",") && !terms.isNext(":")) {
      if (terms.take("timeout")) {
        timeout = terms.time();
      } else if (terms.take("expires")) {
        expires = terms.time();
      } else if (terms.take("comment")) {
        terms.name("a comment");
      } else if (isStateful(terms)) {
        limits.add(statements.read(terms));
      } else {
        throw terms.unexpected("','");
      }
    }
    return new Lifetime(timeout, expires);
  }

  /** What keeps count for a member: stateful_stmt in parser_bison.y. */
  private boolean isStateful(Terms terms) {
    return terms.isNext("counter")
        || terms.isNext("limit")
        || (ofPackets && terms.isNext("quota"))
        || (terms.isNext("ct") && terms.isNext(1, "count"));
  }

  private Expression data(Terms terms) throws Refusal {
    if (ofPackets) {
      return expressions.expression(terms);
    }
    Optional<Expression.Fate> fate = statements.fate(terms);
    return fate.isPresent() ? fate.get() : expressions.value(terms);
  }
}
