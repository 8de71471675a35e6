package dev.postern.firewall.nftables.syntax;

import java.util.List;

/**
 * A word of a rule, or a pair of braces with what they hold.
 *
 * @param text without quotes; of braces, nothing
 * @param inside what braces hold
 */
public record Term(Kind kind, String text, Place place, List<Term> inside) {
  /** How deep braces and parentheses stand in each other at most. */
  public static final int DEEPEST = 64;

  /** What a word is by its letters. */
  public enum Kind {
    WORD,
    NUMBER,
    TIME,
    ADDRESS,
    STRING,
    /** An operator, or what separates or joins. */
    SIGN,
    /** Numbers and addresses, each before a comma. */
    LITERALS,
    BRACES,
    /** Braces with the rules of a chain that has no name. */
    CHAIN,
    /** One of these. */
    RULE
  }

  /** The same as if it stood elsewhere. */
  public Term at(Place other) {
    return new Term(kind, text, other, inside.stream().map(term -> term.at(other)).toList());
  }

  /** Whether it is a word or sign of this text. */
  public boolean is(String what) {
    return (kind == Kind.WORD || kind == Kind.SIGN) && text.equals(what);
  }

  /** For messages. */
  public String shown() {
    return kind == Kind.BRACES ? "a set in braces" : "'" + text + "'";
  }
}
