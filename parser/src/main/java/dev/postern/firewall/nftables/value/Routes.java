package dev.postern.firewall.nftables.value;

import dev.postern.firewall.model.End;
import dev.postern.firewall.model.Match;
import dev.postern.firewall.nftables.syntax.Expression;
import dev.postern.firewall.nftables.syntax.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Matches that ask where the host's routes lead: {@code fib}. */
public final class Routes {
  private final Values values;

  public Routes(Values values) {
    this.values = values;
  }

  /**
   * What type of address routes say an end has; empty where it depends on which interface has it.
   *
   * @param name of the selector
   */
  public static Optional<Match> ofType(String name, boolean unicast, boolean local) {
    boolean isSource = name.contains(" saddr");
    boolean isOfHost = name.contains(isSource ? " oif" : " iif");
    return isOfHost && unicast != local
        ? Optional.empty()
        : Optional.of(ofType(isSource ? End.SOURCE : End.DESTINATION, unicast, local));
  }

  /** By RTN_UNICAST and RTN_LOCAL of linux/rtnetlink.h. */
  private static Match ofType(End end, boolean unicast, boolean local) {
    Match own = new Match.OwnAddress(end);
    return local == unicast ? new Match.Always(local) : local ? own : new Match.Not(own);
  }

  /**
   * {@code fib saddr . iif oif exists}: a client's route leads back by where it comes from; to the
   * host's own address none leads at all, nor by where the client is to another host:
   * nft_fib4_eval().
   */
  public Optional<Match> match(Expression.Selector selector, String operator, Expression right)
      throws Refusal {
    boolean isIndex = selector.name().endsWith(" oif");
    if (!operator.isEmpty() && !operator.equals("==") && !operator.equals("!=")) {
      return Optional.empty();
    }
    if (right instanceof Expression.Symbol symbol && symbol.text().matches("exists|missing")) {
      if (!isIndex) {
        throw new Refusal(symbol.place(), "whether there is a route is asked with oif");
      }
    } else {
      values.check(selector.type(), right);
    }
    List<Match> any = new ArrayList<>();
    boolean isClient = selector.name().contains(" saddr");
    boolean isBackward = !isClient && selector.name().contains(" iif");
    if (!names(isClient, isIndex, right, any)) {
      return Optional.empty();
    }
    Match match = any.size() == 1 ? any.get(0) : new Match.AnyOf(any);
    if (isBackward) {
      boolean missing =
          isIndex
              && right instanceof Expression.Symbol symbol
              && symbol.text().matches("missing|0");
      match = new Match.Always(missing);
    }
    return Optional.of(operator.equals("!=") ? new Match.Not(match) : match);
  }

  private static boolean names(
      boolean isClient, boolean isIndex, Expression right, List<Match> any) {
    if (right instanceof Expression.Elements elements) {
      boolean known = true;
      for (Expression.Element element : elements.elements()) {
        known &= names(isClient, isIndex, element.key(), any);
      }
      return known;
    }
    if (!(right instanceof Expression.Symbol symbol)) {
      return false;
    }
    any.add(isClient ? back(isIndex, symbol.text()) : onward(isIndex, symbol.text()));
    return !isIndex || !symbol.text().matches("[2-9]|[1-9][0-9]+");
  }

  private static Match back(boolean isIndex, String text) {
    if (isIndex && text.matches("exists|missing|0")) {
      return new Match.Always(text.equals("exists"));
    }
    return iface(isIndex && text.equals("1") ? "lo" : text);
  }

  private static Match iface(String text) {
    boolean isPrefix = text.endsWith("*") && !text.endsWith("\\*");
    String name = isPrefix ? text.substring(0, text.length() - 1) : text.replace("\\*", "*");
    return new Match.Interface(End.SOURCE, name, isPrefix);
  }

  private static Match onward(boolean isIndex, String text) {
    Match own = new Match.OwnAddress(End.DESTINATION);
    if (isIndex && text.matches("missing|0")) {
      return own;
    }
    Match elsewhere = new Match.Not(own);
    return isIndex && text.equals("exists")
        ? elsewhere
        : new Match.AllOf(
            List.of(elsewhere, new Match.Undecidable("by which interface a route leads on")));
  }
}
