package dev.postern.firewall.nftables.value;

import dev.postern.firewall.model.End;
import dev.postern.firewall.model.Match;
import dev.postern.firewall.nftables.syntax.Expression;
import dev.postern.firewall.nftables.syntax.Refusal;
import java.util.Optional;

/** Matches that ask where the host's routes lead: {@code fib}. */
public final class Routes {
  private final Values values;

  public Routes(Values values) {
    this.values = values;
  }

  /** By RTN_UNICAST and RTN_LOCAL of linux/rtnetlink.h. */
  public static Match ofType(End end, boolean unicast, boolean local) {
    Match own = new Match.OwnAddress(end);
    return local == unicast ? new Match.Always(local) : local ? own : new Match.Not(own);
  }

  /** {@code fib saddr . iif oif exists}: a client's route leads back by where it comes from. */
  public Optional<Match> match(Expression.Selector selector, String operator, Expression right)
      throws Refusal {
    boolean back =
        selector.name().startsWith("fib")
            && selector.name().contains("saddr")
            && selector.name().contains("iif");
    if (back && right instanceof Expression.Symbol symbol) {
      boolean missing = symbol.text().equals("missing") || symbol.text().equals("0");
      if (missing || symbol.text().equals("exists")) {
        return Optional.of(new Match.Always(missing == operator.equals("!=")));
      }
    }
    if (!selector.name().startsWith("fib")) {
      values.check(selector.type(), right);
    }
    return Optional.empty();
  }
}
