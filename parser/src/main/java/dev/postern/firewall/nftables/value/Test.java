package dev.postern.firewall.nftables.value;

import dev.postern.firewall.model.NumberSet;
import dev.postern.firewall.nftables.syntax.Datatype;
import dev.postern.firewall.nftables.syntax.Expression;
import dev.postern.firewall.nftables.syntax.Refusal;
import java.util.Optional;

/**
 * What a number is compared with.
 *
 * @param set the numbers for which it holds; empty for a test of bits
 * @param bits those of which at least one must be set, or none
 * @param isNone whether none of the bits may be set
 */
public record Test(Optional<NumberSet> set, long bits, boolean isNone) {

  /** Whether a number is one of a set. */
  public static Test of(NumberSet set) {
    return new Test(Optional.of(set), 0, false);
  }

  /**
   * Reads the right side of a comparison. One name of bits without an operator asks whether it is
   * among those set; with {@code ==} it asks for it alone: netlink_linearize.c.
   */
  public static Test of(Reduced left, String operator, Expression right, Values values)
      throws Refusal {
    Datatype type = left.selector().type();
    boolean single =
        right instanceof Expression.Symbol
            || right instanceof Expression.Enumeration
            || right instanceof Expression.Operation;
    if (operator.equals("!")
        || (operator.isEmpty() && type.isBits() && single && !left.isChanged())) {
      if (!type.isBits()) {
        throw new Refusal(right.place(), "'!' asks for bits, and this has none by name");
      }
      return new Test(Optional.empty(), values.number(type, right), operator.equals("!"));
    }
    if (right instanceof Expression.Enumeration && !type.isBits()) {
      throw new Refusal(right.place(), "a list of values; expected one, or a set in braces");
    }
    return of(compare(type, operator, right, values));
  }

  private static NumberSet compare(Datatype type, String operator, Expression right, Values values)
      throws Refusal {
    long most = type.largest();
    switch (operator) {
      case "", "==" -> {
        return values.numbers(type, right);
      }
      case "!=" -> {
        return values.numbers(type, right).complement(most);
      }
      default -> {
        long number = values.number(type, right);
        return switch (operator) {
          case "<" -> NumberSet.between(0, number - 1);
          case "<=" -> NumberSet.between(0, number);
          case ">" -> NumberSet.between(number + 1, most);
          default -> NumberSet.between(number, most);
        };
      }
    }
  }

  boolean holds(long number) {
    if (set.isPresent()) {
      return set.get().contains(number);
    }
    return isNone == ((number & bits) == 0);
  }
}
