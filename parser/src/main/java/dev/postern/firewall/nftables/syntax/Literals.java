package dev.postern.firewall.nftables.syntax;

import dev.postern.firewall.nftables.syntax.Expression.Element;
import dev.postern.firewall.nftables.syntax.Expression.Symbol;
import dev.postern.net.Family;
import java.util.ArrayList;
import java.util.List;

/** Takes numbers and addresses apart, each before a comma; the lexer has seen to their form. */
public final class Literals {
  /** Shorter lists of addresses are not worth a way of their own. */
  static final int FEWEST = 16;

  private static final int HIGHEST_BYTE = 255;
  private static final int MOST_DIGITS = 3;

  private final String text;
  private final int offset;
  private int at;
  private long first;
  private long last;

  /** The token starts with the set's brace. */
  public Literals(Term term) {
    this(term, term.text().startsWith("{") ? 1 : 0);
    skipGap();
  }

  /** Those from a place in the term's text on. */
  public Literals(Term term, int start) {
    this(term.text(), term.place().start(), start);
  }

  private Literals(String text, int offset, int start) {
    this.text = text;
    this.offset = offset;
    this.at = start;
  }

  /**
   * Where the IPv4 addresses, networks and ranges end that stand behind a brace, each before a
   * comma; where they start when there are few.
   */
  public static int endOfAddresses(String text, int brace) {
    Literals literals = new Literals(text, 0, brace + 1);
    literals.skipGap();
    int end = brace;
    int count = 0;
    while (literals.takeAddresses() && literals.takeComma()) {
      end = literals.at;
      count++;
    }
    return count < FEWEST ? brace : end;
  }

  /**
   * Goes over an IPv4 address, network or range, whose bounds are then {@link #first} and {@link
   * #last}; whether one was next.
   */
  boolean takeAddresses() {
    first = address();
    last = first;
    if (first >= 0 && take('/')) {
      long length = number(Family.V4.bits());
      long hosts = length < 0 ? 0 : (1L << (Family.V4.bits() - length)) - 1;
      first = length < 0 ? -1 : first & ~hosts;
      last = first | hosts;
    } else if (take('-')) {
      last = address();
    }
    return first >= 0 && last >= first;
  }

  /** The lowest address of what was taken last. */
  long first() {
    return first;
  }

  /** The highest address of what was taken last. */
  long last() {
    return last;
  }

  /** Adds all that are left. */
  public void addTo(List<Element> elements) {
    while (hasNext()) {
      elements.add(next());
    }
  }

  boolean hasNext() {
    return at < text.length();
  }

  /** Where the next one begins in the text. */
  int at() {
    return at;
  }

  /** The next one; goes on behind the comma after it. */
  Element next() {
    Expression first = plain();
    skipGap();
    Expression key = first;
    if (isAt('.')) {
      List<Expression> parts = new ArrayList<>();
      parts.add(first);
      while (isAt('.')) {
        at++;
        skipGap();
        parts.add(plain());
        skipGap();
      }
      key =
          new Expression.Concatenation(
              parts, first.place().to(parts.get(parts.size() - 1).place()));
    }
    at++;
    skipGap();
    return Element.of(key);
  }

  /** The bits of an IPv4 address, which it goes over; -1 where none is. */
  private long address() {
    long bits = number(HIGHEST_BYTE);
    for (int part = 1; part < 4; part++) {
      long next = bits < 0 || !take('.') ? -1 : number(HIGHEST_BYTE);
      bits = next < 0 ? -1 : bits << 8 | next;
    }
    return bits;
  }

  /**
   * A decimal number, which it goes over; -1 where none is, one above {@code most} or one of more
   * than three digits.
   */
  private long number(int most) {
    int start = at;
    long number = 0;
    while (at < text.length() && at - start <= MOST_DIGITS) {
      int digit = text.charAt(at) - '0';
      if (digit < 0 || digit > 9) {
        break;
      }
      number = number * 10 + digit;
      at++;
    }
    return at == start || at - start > MOST_DIGITS || number > most ? -1 : number;
  }

  private boolean take(char c) {
    boolean isNext = isAt(c);
    if (isNext) {
      at++;
    }
    return isNext;
  }

  /** Goes behind a comma; whether it is next but for a gap. */
  boolean takeComma() {
    skipGap();
    boolean isNext = take(',');
    skipGap();
    return isNext;
  }

  private boolean isAt(char c) {
    return at < text.length() && text.charAt(at) == c;
  }

  private Expression plain() {
    int start = at;
    int dash = -1;
    int slash = -1;
    while (at < text.length() && isPlain(text.charAt(at))) {
      if (isAt('-')) {
        dash = at;
      } else if (isAt('/')) {
        slash = at;
      }
      at++;
    }
    Place place = new Place(offset + start, offset + at);
    if (dash >= 0) {
      return new Expression.Range(symbol(start, dash), symbol(dash + 1, at), place);
    }
    if (slash >= 0) {
      // Longer than any length, it is refused like 999.
      String length = text.substring(slash + 1, at);
      int bits = length.length() > 3 ? 999 : Integer.parseInt(length);
      return new Expression.Prefixed(symbol(start, slash), bits, place);
    }
    return symbol(start, at);
  }

  private Symbol symbol(int start, int end) {
    return new Symbol(text.substring(start, end), false, new Place(offset + start, offset + end));
  }

  private static boolean isPlain(char c) {
    return c > ' ' && c != ',' && c != '#' && c != '\\';
  }

  /** Blanks, line ends and comments. */
  private void skipGap() {
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '#') {
        int end = text.indexOf('\n', at);
        at = end < 0 ? text.length() : end;
      } else if (c == ' ' || c == '\t' || c == '\n') {
        at++;
      } else if (c == '\\' && text.startsWith("\n", at + 1)) {
        at += 2;
      } else {
        return;
      }
    }
  }
}
