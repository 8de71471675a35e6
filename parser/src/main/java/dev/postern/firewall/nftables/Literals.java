package dev.postern.firewall.nftables;

import dev.postern.firewall.nftables.Expression.Element;
import dev.postern.firewall.nftables.Expression.Symbol;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Takes numbers and addresses apart, each before a comma; the lexer has seen to their form. */
final class Literals {
  private final String text;
  private final int offset;
  private int at;

  /** The token starts with the set's brace. */
  Literals(Term term) {
    this.text = term.text();
    this.offset = term.place().start();
    this.at = text.startsWith("{") ? 1 : 0;
  }

  void addTo(List<Element> elements) {
    skipGap();
    while (at < text.length()) {
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
      elements.add(new Element(key, Optional.empty(), List.of()));
      // The comma behind it.
      at++;
      skipGap();
    }
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
      } else if (c == ' ' || c == '\t' || c == '\n' || c == '\\') {
        at++;
      } else {
        return;
      }
    }
  }
}
