package dev.postern.firewall.nftables.value;

import dev.postern.firewall.model.Match;
import dev.postern.firewall.nftables.syntax.Datatype;
import dev.postern.firewall.nftables.syntax.Expression;
import dev.postern.firewall.nftables.syntax.Refusal;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A number that is counted, drawn or made of parts of a packet: {@code numgen}, {@code jhash} and
 * {@code symhash}. Which one it is no file tells, only between which it is.
 */
public record ComputedNumber(long first, long last) {
  /** So many numbers are looked at one by one. */
  private static final long MANY = 1024;

  private static final Pattern NAME =
      Pattern.compile("(?:numgen|jhash|symhash) mod (\\d+) offset (\\d+)");

  /** The name of a selector for one. */
  public static String name(String kind, long modulus, long offset) {
    return kind + " mod " + modulus + " offset " + offset;
  }

  /** Empty where the selector is for something else. */
  public static Optional<ComputedNumber> of(Expression.Selector selector) {
    Matcher parts = NAME.matcher(selector.name());
    if (!parts.matches()) {
      return Optional.empty();
    }
    long offset = Long.parseLong(parts.group(2));
    return Optional.of(new ComputedNumber(offset, offset + Long.parseLong(parts.group(1)) - 1));
  }

  /** Refuses what it is compared with where that is larger than it can be: evaluate.c. */
  public void check(Expression right, Values values) throws Refusal {
    if (last == 0) {
      return;
    }
    if (right instanceof Expression.Elements elements) {
      for (Expression.Element element : elements.elements()) {
        check(element.key(), values);
      }
    } else if (right instanceof Expression.Range range) {
      check(range.low(), values);
      check(range.high(), values);
    } else if (right instanceof Expression.Symbol symbol
        && values.number(Datatype.INTEGER, symbol) > last) {
      throw new Refusal(right.place(), "more than the number can be, which is at most " + last);
    }
  }

  /** Whether a comparison holds for each of them, or for none; empty where it does for some. */
  public Optional<Match> match(Comparison comparison) {
    if (last - first >= MANY) {
      return Optional.empty();
    }
    boolean holds = comparison.holds(first);
    for (long number = first + 1; number <= last; number++) {
      if (comparison.holds(number) != holds) {
        return Optional.empty();
      }
    }
    return Optional.of(new Match.Always(holds));
  }
}
