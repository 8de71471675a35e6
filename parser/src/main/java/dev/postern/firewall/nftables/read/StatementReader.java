package dev.postern.firewall.nftables.read;

import dev.postern.firewall.model.Verdict;
import dev.postern.firewall.nftables.syntax.Catalogue;
import dev.postern.firewall.nftables.syntax.Expression;
import dev.postern.firewall.nftables.syntax.Place;
import dev.postern.firewall.nftables.syntax.Refusal;
import dev.postern.firewall.nftables.syntax.Statement;
import dev.postern.firewall.nftables.syntax.Term;
import dev.postern.firewall.nftables.syntax.Terms;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads the statements of a rule: stmt of parser_bison.y. */
public final class StatementReader {
  private static final Set<String> COMPARING =
      Set.of(
          "==", "!=", "<", ">", "<=", ">=", "eq", "neq", "ne", "lt", "gt", "lte", "le", "gte",
          "ge");

  private final Catalogue catalogue;
  private final ExpressionReader expressions;
  private final LimitReader limits;
  private final TranslationReader translations;
  private final AsideReader asides;

  public StatementReader(Catalogue catalogue, ExpressionReader expressions) {
    this.catalogue = catalogue;
    this.expressions = expressions;
    this.limits = new LimitReader(expressions);
    this.translations = new TranslationReader(expressions);
    this.asides = new AsideReader(expressions);
  }

  /** A whole rule. */
  public List<Statement> rule(Terms terms) throws Refusal {
    List<Statement> statements = new ArrayList<>();
    while (!terms.isEmpty()) {
      statements.add(read(terms));
    }
    return statements;
  }

  Statement read(Terms terms) throws Refusal {
    Place at = terms.place();
    Optional<Term> chain = terms.peek(1).filter(term -> term.kind() == Term.Kind.CHAIN);
    if (chain.isPresent()) {
      boolean returns = terms.next("jump or goto").is("jump");
      terms.skip(1);
      return new Statement.Block(returns, rules(chain.get()), at.to(terms.last()));
    }
    Optional<Expression.Fate> fate = fate(terms);
    if (fate.isPresent()) {
      return new Statement.Ending(fate.get().verdict(), fate.get().place());
    }
    Optional<Statement> special = special(terms, at);
    return special.isPresent() ? special.get() : comparison(terms, at);
  }

  private List<Statement.Rule> rules(Term chain) throws Refusal {
    List<Statement.Rule> rules = new ArrayList<>();
    for (Term rule : chain.inside()) {
      Place end = new Place(rule.place().end(), rule.place().end());
      List<Statement> statements = rule(new Terms(rule.inside(), end));
      if (statements.stream().anyMatch(Statement.Block.class::isInstance)) {
        throw new Refusal(rule.place(), "a chain without a name in another");
      }
      rules.add(new Statement.Rule(statements, rule.place()));
    }
    return rules;
  }

  private Optional<Statement> special(Terms terms, Place at) throws Refusal {
    Optional<Term> first = terms.peek().filter(term -> term.kind() == Term.Kind.WORD);
    if (first.isEmpty()) {
      return Optional.empty();
    }
    return switch (first.get().text()) {
      case "limit" -> Optional.of(limits.rate(terms));
      case "quota" -> Optional.of(limits.quota(terms));
      case "ct" -> limits.connections(terms).or(() -> Optional.empty());
      case "dnat", "snat", "masquerade", "redirect", "tproxy" ->
          Optional.of(translations.read(terms));
      case "add", "update", "delete" -> Optional.of(update(terms, at));
      case "meter" -> Optional.of(meter(terms, at));
      case "notrack" -> {
        terms.skip(1);
        yield Optional.of(new Statement.Untracked(at));
      }
      default -> asides.read(terms);
    };
  }

  /** A verdict as a statement or as the value in a map; empty when the next word is none. */
  Optional<Expression.Fate> fate(Terms terms) throws Refusal {
    Optional<Term> first = terms.peek().filter(term -> term.kind() == Term.Kind.WORD);
    if (first.isEmpty()) {
      return Optional.empty();
    }
    Place at = terms.place();
    Verdict verdict;
    switch (first.get().text()) {
      case "accept" -> verdict = new Verdict.Accept();
      case "drop" -> verdict = new Verdict.Drop();
      case "continue" -> verdict = new Verdict.Continue();
      case "return" -> verdict = new Verdict.Return();
      case "jump" -> verdict = new Verdict.Jump(chain(terms));
      case "goto" -> verdict = new Verdict.Goto(chain(terms));
      default -> {
        return Optional.empty();
      }
    }
    terms.skip(1);
    return Optional.of(new Expression.Fate(verdict, at.to(terms.last())));
  }

  private static String chain(Terms terms) throws Refusal {
    return terms
        .peek(1)
        .filter(term -> term.kind() == Term.Kind.WORD || term.kind() == Term.Kind.STRING)
        .map(
            term -> {
              terms.skip(1);
              return term.text();
            })
        .orElseThrow(() -> new Refusal(terms.place(), "the name of a chain is missing"));
  }

  private Statement comparison(Terms terms, Place at) throws Refusal {
    if (catalogue.selectorWords(terms) == 0 && terms.isNext(Term.Kind.WORD) && !isComputed(terms)) {
      Optional<Term> second = terms.peek(1);
      String first = terms.peek().map(Term::text).orElse("");
      if (second.isPresent() && catalogue.isHead(first)) {
        throw new Refusal(
            second.get().place(), second.get().shown() + " is nothing of '" + first + "'");
      }
      throw terms.unexpected("a match or a statement");
    }
    Expression left = expressions.expression(terms);
    if (terms.take("vmap")) {
      Expression map = expressions.setOrName(terms);
      return new Statement.VerdictMap(left, map, at.to(terms.last()));
    }
    if (terms.take("set")) {
      Expression value = expressions.expression(terms);
      if (terms.isNext(",")) {
        List<Expression> items = new ArrayList<>();
        items.add(value);
        while (terms.take(",")) {
          items.add(expressions.value(terms));
        }
        value = new Expression.Enumeration(items, value.place().to(terms.last()));
      }
      return new Statement.Assignment(left, value, at.to(terms.last()));
    }
    String operator = "";
    Optional<Term> sign = terms.peek();
    if (sign.isPresent() && isComparison(sign.get())) {
      operator = plain(sign.get().text());
      terms.skip(1);
    }
    if (terms.isEmpty()) {
      throw terms.unexpected("a value to compare with");
    }
    Expression right = expressions.values(terms);
    if (terms.isNext("/")) {
      if (!operator.isEmpty() && !operator.equals("==") && !operator.equals("!=")) {
        throw new Refusal(terms.place(), "a mask stands behind == or != alone");
      }
      terms.skip(1);
      Expression mask = expressions.values(terms);
      if (right instanceof Expression.Elements || !(mask instanceof Expression.Enumeration)) {
        throw new Refusal(mask.place(), "expected bits and a mask of several: syn / syn,ack");
      }
      right = new Expression.Operation("/", right, mask, right.place().to(mask.place()));
    }
    return new Statement.Comparison(left, operator, right, at.to(terms.last()));
  }

  /** What {@link SelectorReader} reads besides what is in the catalogue. */
  private static boolean isComputed(Terms terms) {
    return switch (terms.peek().map(Term::text).orElse("")) {
      case "fib", "numgen", "jhash", "symhash", "osf", "ipsec", "socket" -> true;
      case "tcp", "dccp", "ip" -> terms.isNext(1, "option");
      default -> false;
    };
  }

  private static boolean isComparison(Term term) {
    return (term.kind() == Term.Kind.SIGN && term.text().equals("!"))
        || (term.kind() == Term.Kind.WORD && term.text().equals("not"))
        || ((term.kind() == Term.Kind.SIGN || term.kind() == Term.Kind.WORD)
            && COMPARING.contains(term.text()));
  }

  private static String plain(String operator) {
    return switch (operator) {
      case "not" -> "!";
      case "eq" -> "==";
      case "neq", "ne" -> "!=";
      case "lt" -> "<";
      case "gt" -> ">";
      case "lte", "le" -> "<=";
      case "gte", "ge" -> ">=";
      default -> operator;
    };
  }

  /** {@code add @seen { ip saddr timeout 1m limit … }}, or {@code add ip saddr @seen}. */
  private Statement update(Terms terms, Place at) throws Refusal {
    String verb = terms.next("a word").text();
    if (!terms.isNext("@")) {
      throw terms.unexpected("@ and the name of a set");
    }
    terms.skip(1);
    String set = terms.name("the name of a set").text();
    return keyed(terms, at, verb, Optional.of(set));
  }

  private Statement meter(Terms terms, Place at) throws Refusal {
    terms.skip(1);
    terms.name("the name of a meter");
    if (terms.take("size")) {
      terms.number("a size");
    }
    return keyed(terms, at, "add", Optional.empty());
  }

  private Statement keyed(Terms terms, Place at, String verb, Optional<String> set) throws Refusal {
    Term braces = terms.next("a key in braces");
    if (braces.kind() != Term.Kind.BRACES) {
      throw new Refusal(braces.place(), "found " + braces.shown() + "; expected a key in braces");
    }
    Expression.Elements elements = expressions.elements(braces, true);
    if (elements.elements().size() != 1) {
      throw new Refusal(braces.place(), "expected one key in braces");
    }
    Expression.Element element = elements.elements().get(0);
    return new Statement.Update(verb, set, element, at.to(terms.last()));
  }
}
