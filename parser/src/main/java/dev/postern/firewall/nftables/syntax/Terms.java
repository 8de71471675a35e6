package dev.postern.firewall.nftables.syntax;

import java.util.List;
import java.util.Optional;

/** Goes through the words of a statement. */
public final class Terms {
  private final List<Term> terms;
  private final Place end;
  private int at;

  /**
   * @param end where something missing is missed
   */
  public Terms(List<Term> terms, Place end) {
    this.terms = terms;
    this.end = end;
  }

  public boolean isEmpty() {
    return at >= terms.size();
  }

  /** Where the next one stands; where the statement ends, at its end. */
  public Place place() {
    return isEmpty() ? end : terms.get(at).place();
  }

  /** The place of the word taken last. */
  public Place last() {
    return at == 0 ? place() : terms.get(at - 1).place();
  }

  /** The next one, which stays. */
  public Optional<Term> peek() {
    return peek(0);
  }

  /** One that is so many places behind the next, which all stay. */
  public Optional<Term> peek(int ahead) {
    return at + ahead < terms.size() ? Optional.of(terms.get(at + ahead)) : Optional.empty();
  }

  /** Whether the next one is a word or sign of this text. */
  public boolean isNext(String text) {
    return isNext(0, text);
  }

  public boolean isNext(int ahead, String text) {
    return at + ahead < terms.size() && terms.get(at + ahead).is(text);
  }

  public boolean isNext(Term.Kind kind) {
    return !isEmpty() && terms.get(at).kind() == kind;
  }

  /** Takes the next word when it is this one. */
  public boolean take(String text) {
    if (isNext(text)) {
      at++;
      return true;
    }
    return false;
  }

  /** Takes a word or sign that has to be the next. */
  public void expect(String text) throws Refusal {
    if (!take(text)) {
      throw unexpected("'" + text + "'");
    }
  }

  /** Takes the next one; what was expected is said where there is none. */
  public Term next(String expected) throws Refusal {
    if (isEmpty()) {
      throw unexpected(expected);
    }
    return terms.get(at++);
  }

  /** Leaves out so many. */
  public void skip(int count) {
    at += count;
  }

  /** A name of a table, chain, set or object. */
  public Term name(String what) throws Refusal {
    Term term = next(what);
    if (term.kind() != Term.Kind.WORD && term.kind() != Term.Kind.STRING) {
      at--;
      throw unexpected(what);
    }
    return term;
  }

  /** Takes a number that has to be the next, and is said to be for something. */
  public long number(String what) throws Refusal {
    Term term = next(what);
    if (term.kind() != Term.Kind.NUMBER) {
      at--;
      throw unexpected(what);
    }
    return number(term, what);
  }

  /** A number's value; refused when it is none. */
  public static long number(Term term, String what) throws Refusal {
    return Numerals.parse(term.text())
        .orElseThrow(() -> new Refusal(term.place(), term.shown() + " is no number for " + what));
  }

  /** A time, in milliseconds. */
  public long time() throws Refusal {
    Term term = next("a time");
    if (term.kind() != Term.Kind.TIME) {
      throw new Refusal(term.place(), term.shown() + " is no time; expected one as 30s or 1h");
    }
    return Numerals.milliseconds(term.text())
        .orElseThrow(() -> new Refusal(term.place(), term.shown() + " is too long a time"));
  }

  /** Why the next one is refused. */
  public Refusal unexpected(String expected) {
    return new Refusal(
        place(),
        "found %s; expected %s"
            .formatted(isEmpty() ? "the end of the statement" : terms.get(at).shown(), expected));
  }
}
