package dev.postern.firewall.nftables.load;

import dev.postern.firewall.nftables.syntax.Place;
import dev.postern.firewall.nftables.syntax.Refusal;
import dev.postern.firewall.nftables.syntax.Term;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.TokenStream;

/** Takes words of a file and puts in what variables stand for. */
public final class TermReader {
  /** Definitions that hold each other grow fast: no real rule set comes near this many words. */
  private static final int MOST = 500_000;

  private final TokenStream tokens;
  private final Optional<Place> fixed;
  private int budget = MOST;

  /**
   * Reads the words of a parser's text.
   *
   * @param fixed where they all stand; empty when they stand in the text itself
   */
  TermReader(TokenStream tokens, Optional<Place> fixed) {
    this.tokens = tokens;
    this.fixed = fixed;
  }

  /** The words from one token to another, both included. */
  List<Term> read(Token first, Token last, Scope scope) throws Refusal {
    return new Level(first.getTokenIndex(), last.getTokenIndex(), scope).read();
  }

  /** Where a word stands. */
  Place place(Token token) {
    return fixed.orElseGet(() -> new Place(token.getStartIndex(), token.getStopIndex() + 1));
  }

  /** A name without its quotes. */
  static String text(Token token) {
    String text = token.getText();
    return token.getType() == RulesetLexer.STRING ? text.substring(1, text.length() - 1) : text;
  }

  private final class Level {
    private final int last;
    private final Scope scope;
    private int at;

    Level(int first, int last, Scope scope) {
      this.at = first;
      this.last = last;
      this.scope = scope;
    }

    List<Term> read() throws Refusal {
      List<Term> terms = new ArrayList<>();
      while (at <= last) {
        Token token = tokens.get(at++);
        if (token.getChannel() != Token.DEFAULT_CHANNEL
            || token.getType() == RulesetLexer.NEWLINE) {
          continue;
        }
        if (token.getType() == RulesetLexer.SEMICOLON) {
          throw new Refusal(place(token), "found ';'; expected ',' or '}'");
        }
        if (token.getType() == RulesetLexer.RIGHT_BRACE) {
          return terms;
        }
        add(token, terms);
      }
      return terms;
    }

    /** The rules of a chain without a name; a separator stands behind each of them. */
    private List<Term> rules() throws Refusal {
      List<Term> rules = new ArrayList<>();
      List<Term> rule = new ArrayList<>();
      Token start = tokens.get(Math.min(at, last));
      while (at <= last) {
        Token token = tokens.get(at++);
        boolean isSeparator =
            token.getType() == RulesetLexer.SEMICOLON || token.getType() == RulesetLexer.NEWLINE;
        if (token.getType() == RulesetLexer.RIGHT_BRACE) {
          if (!rule.isEmpty()) {
            throw new Refusal(place(token), "found '}'; expected a newline or ';' before it");
          }
          return rules;
        }
        if (isSeparator && !rule.isEmpty()) {
          Place whole = rule.get(0).place().to(rule.get(rule.size() - 1).place());
          rules.add(new Term(Term.Kind.RULE, "", whole, rule));
          rule = new ArrayList<>();
        } else if (!isSeparator && token.getChannel() == Token.DEFAULT_CHANNEL) {
          add(token, rule);
        }
      }
      throw new Refusal(place(start), "the '}' of a chain without a name is missing");
    }

    private static boolean isCalling(List<Term> terms) {
      return !terms.isEmpty()
          && (terms.get(terms.size() - 1).is("jump") || terms.get(terms.size() - 1).is("goto"));
    }

    private void add(Token token, List<Term> terms) throws Refusal {
      Place place = place(token);
      switch (token.getType()) {
        case RulesetLexer.LEFT_BRACE ->
            terms.add(isCalling(terms) ? chain(place) : braces(place, new ArrayList<>()));
        case RulesetLexer.LITERALS -> {
          List<Term> inside = new ArrayList<>();
          inside.add(new Term(Term.Kind.LITERALS, token.getText(), place, List.of()));
          terms.add(braces(place, inside));
        }
        case RulesetLexer.VARIABLE -> expand(token.getText().substring(1).strip(), place, terms);
        default -> terms.add(new Term(kind(token), text(token), place, List.of()));
      }
    }

    private Term braces(Place start, List<Term> inside) throws Refusal {
      inside.addAll(read());
      Place end = place(tokens.get(Math.min(at - 1, last)));
      return new Term(Term.Kind.BRACES, "", start.to(end), inside);
    }

    private Term chain(Place start) throws Refusal {
      List<Term> rules = rules();
      return new Term(Term.Kind.CHAIN, "", start.to(place(tokens.get(at - 1))), rules);
    }

    private void expand(String name, Place place, List<Term> terms) throws Refusal {
      Scope.Value value =
          scope
              .find(name)
              .orElseThrow(() -> new Refusal(place, "the variable '" + name + "' is not defined"));
      budget -= value.weight();
      if (budget < 0) {
        throw new Refusal(place, "the definitions make this longer than " + MOST + " words");
      }
      value.terms().forEach(term -> terms.add(term.at(place)));
    }
  }

  private static Term.Kind kind(Token token) {
    return switch (token.getType()) {
      case RulesetLexer.NUMBER -> Term.Kind.NUMBER;
      case RulesetLexer.TIME -> Term.Kind.TIME;
      case RulesetLexer.ADDRESS -> Term.Kind.ADDRESS;
      case RulesetLexer.STRING -> Term.Kind.STRING;
      case RulesetLexer.OPERATOR,
          RulesetLexer.COMMA,
          RulesetLexer.COLON,
          RulesetLexer.DOT,
          RulesetLexer.EQUALS,
          RulesetLexer.AT ->
          Term.Kind.SIGN;
      default -> Term.Kind.WORD;
    };
  }

  /** What a variable then stands for. */
  static Scope.Value value(List<Term> terms, Place place) throws Refusal {
    return new Scope.Value(terms, weight(terms, place, 0));
  }

  private static int weight(List<Term> terms, Place place, int depth) throws Refusal {
    if (depth > Term.DEEPEST) {
      throw new Refusal(place, "braces in braces in braces, more than " + Term.DEEPEST + " deep");
    }
    long weight = 0;
    for (Term term : terms) {
      weight += 1 + weight(term.inside(), place, depth + 1);
    }
    return (int) Math.min(weight, MOST);
  }
}
