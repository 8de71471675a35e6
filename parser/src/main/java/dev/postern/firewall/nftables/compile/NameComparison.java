package dev.postern.firewall.nftables.compile;

import dev.postern.firewall.model.End;
import dev.postern.firewall.model.Header;
import dev.postern.firewall.model.Match;
import dev.postern.firewall.model.NumberSet;
import dev.postern.firewall.nftables.syntax.Datatype;
import dev.postern.firewall.nftables.syntax.Expression;
import dev.postern.firewall.nftables.syntax.Numerals;
import dev.postern.firewall.nftables.syntax.Refusal;
import dev.postern.firewall.nftables.value.Values;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes a match of a name, first of all of an interface's, and what it is compared with. */
final class NameComparison {
  private final Values values;

  NameComparison(Values values) {
    this.values = values;
  }

  /** The match; empty when no file decides it. */
  Optional<Match> match(Expression.Selector selector, String operator, Expression right)
      throws Refusal {
    End end;
    switch (selector.name()) {
      case "meta iifname", "iifname", "meta iif", "iif" -> end = End.SOURCE;
      case "meta oifname", "oifname", "meta oif", "oif" -> end = End.DESTINATION;
      default -> {
        values.check(selector.type(), right);
        return other(selector, operator, right);
      }
    }
    values.check(new Datatype("ifname", 128), right);
    boolean isEquality = operator.isEmpty() || operator.equals("==") || operator.equals("!=");
    List<Match> any = new ArrayList<>();
    if (!isEquality || !names(end, right, any)) {
      return Optional.empty();
    }
    Match match = any.size() == 1 ? any.get(0) : new Match.AnyOf(any);
    return Optional.of(operator.equals("!=") ? new Match.Not(match) : match);
  }

  private static boolean names(End end, Expression right, List<Match> any) {
    if (right instanceof Expression.Elements elements) {
      boolean known = true;
      for (Expression.Element element : elements.elements()) {
        known &= names(end, element.key(), any);
      }
      return known;
    }
    if (right instanceof Expression.Symbol symbol) {
      String text = symbol.text();
      if (!symbol.isQuoted() && Numerals.parse(text).isPresent()) {
        return numbered(end, text, any);
      }
      boolean prefix = text.endsWith("*") && !text.endsWith("\\*");
      any.add(
          new Match.Interface(
              end,
              prefix ? text.substring(0, text.length() - 1) : text.replace("\\*", "*"),
              prefix));
      return true;
    }
    return false;
  }

  /** The first interface is {@code lo}, and none is 0; names of others by number no file tells. */
  private static boolean numbered(End end, String text, List<Match> any) {
    long number = Numerals.parse(text).orElse(-1L);
    any.add(new Match.Interface(end, number == 1 ? "lo" : "", false));
    return number == 0 || number == 1;
  }

  private static Optional<Match> other(
      Expression.Selector selector, String operator, Expression right) {
    if (selector.name().equals("ct helper")) {
      // Of a connection alone that another one led to expect.
      return Optional.of(new Match.Always(false));
    }
    if (selector.name().equals("osf") && right instanceof Expression.Symbol symbol) {
      String text = "osf " + symbol.text();
      Match present = Match.Chosen.of(Header.present(text), NumberSet.between(1, 1), text);
      return Optional.of(operator.equals("!=") ? new Match.Not(present) : present);
    }
    return Optional.empty();
  }
}
