package dev.postern.postfix.table;

import dev.postern.postfix.syntax.Numbers;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The right-hand side of a rule with a pattern: text in which {@code $1}, {@code ${1}} and {@code
 * $(1)} stand for groups of the pattern, {@code $$} for a dollar sign.
 *
 * @param pieces in order
 * @param groups the highest group named; 0 for none
 */
record Replacement(List<Piece> pieces, int groups) {

  /** Text, or the number of a group. */
  record Piece(String text, int group) {}

  /** Gives the text of a group, empty when it took no part in the match. */
  interface Groups {
    String text(int group);
  }

  /** Reads a right-hand side; empty when Postfix leaves the rule out because of it. */
  static Optional<Replacement> of(String text) {
    List<Piece> pieces = new ArrayList<>();
    int highest = 0;
    int at = 0;
    while (at < text.length()) {
      int dollar = text.indexOf('$', at);
      if (dollar < 0) {
        pieces.add(new Piece(text.substring(at), 0));
        break;
      }
      pieces.add(new Piece(text.substring(at, dollar), 0));
      at = dollar + 1;
      if (at < text.length() && text.charAt(at) == '$') {
        pieces.add(new Piece("$", 0));
        at++;
        continue;
      }
      int end = endOfName(text, at);
      boolean braced = at < text.length() && "{(".indexOf(text.charAt(at)) >= 0;
      String name =
          end < 0 ? "" : braced ? text.substring(at + 1, end - 1) : text.substring(at, end);
      int group = Numbers.integer(name).map(Long::intValue).orElse(0);
      if (group < 1 || !Character.isDigit(name.charAt(0))) {
        return Optional.empty();
      }
      pieces.add(new Piece("", group));
      highest = Math.max(highest, group);
      at = end;
    }
    return Optional.of(new Replacement(List.copyOf(pieces), highest));
  }

  private static int endOfName(String text, int start) {
    char open = start < text.length() ? text.charAt(start) : ' ';
    if (open == '{' || open == '(') {
      int end = text.indexOf(open == '{' ? '}' : ')', start);
      return end < 0 ? -1 : end + 1;
    }
    int end = start;
    while (end < text.length()
        && (Character.isLetterOrDigit(text.charAt(end)) || text.charAt(end) == '_')) {
      end++;
    }
    return end;
  }

  /** The text with the groups of a match in it. */
  String text(Groups match) {
    StringBuilder result = new StringBuilder();
    for (Piece piece : pieces) {
      result.append(piece.group() > 0 ? match.text(piece.group()) : piece.text());
    }
    return result.toString();
  }
}
