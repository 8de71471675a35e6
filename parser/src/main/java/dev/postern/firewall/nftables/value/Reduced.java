package dev.postern.firewall.nftables.value;

import dev.postern.firewall.nftables.syntax.Expression;
import dev.postern.firewall.nftables.syntax.Expression.Selector;
import dev.postern.firewall.nftables.syntax.Refusal;
import java.util.Optional;

/**
 * What a comparison starts with: something of a packet, and what is done to it before it is
 * compared.
 *
 * @param and the bits kept
 * @param xor the bits flipped after that
 * @param shift how far it is moved to the left after that, to the right when negative
 * @param isChanged whether an operator is written
 */
public record Reduced(Selector selector, long and, long xor, int shift, boolean isChanged) {

  /** The reduced form; empty when it holds more than one selector or something else. */
  public static Optional<Reduced> of(Expression expression, Values values) throws Refusal {
    if (expression instanceof Selector selector) {
      return Optional.of(new Reduced(selector, -1L, 0, 0, false));
    }
    if (!(expression instanceof Expression.Operation operation)) {
      return Optional.empty();
    }
    Optional<Reduced> inner = of(operation.left(), values);
    if (inner.isEmpty() || holdsSelector(operation.right())) {
      return Optional.empty();
    }
    Reduced left = inner.get();
    if (left.selector().type().isAddress()) {
      return Optional.empty();
    }
    long number = values.number(left.selector().type(), operation.right());
    if (left.shift() != 0 && !operation.operator().equals("<<")) {
      return Optional.empty();
    }
    return Optional.of(left.with(operation.operator(), number));
  }

  private Reduced with(String operator, long number) {
    return switch (operator) {
      case "&" -> new Reduced(selector, and & number, xor & number, 0, true);
      case "|" -> new Reduced(selector, and & ~number, (xor & ~number) | number, 0, true);
      case "^" -> new Reduced(selector, and, xor ^ number, 0, true);
      case "<<" -> new Reduced(selector, and, xor, shift + (int) number, true);
      default -> new Reduced(selector, and, xor, shift - (int) number, true);
    };
  }

  private static boolean holdsSelector(Expression expression) {
    if (expression instanceof Expression.Operation operation) {
      return holdsSelector(operation.left()) || holdsSelector(operation.right());
    }
    return expression instanceof Selector || expression instanceof Expression.Mapped;
  }

  /** What is compared when the selector is this number. */
  public long of(long number) {
    long bits = (number & and) ^ xor;
    return shift >= 0 ? bits << Math.min(shift, 63) : bits >>> Math.min(-shift, 63);
  }
}
