package dev.postern.firewall.nftables.check;

import dev.postern.firewall.nftables.load.LoadedSet;
import dev.postern.firewall.nftables.load.MemberCheck;
import dev.postern.firewall.nftables.syntax.Datatype;
import dev.postern.firewall.nftables.syntax.Expression;
import dev.postern.firewall.nftables.syntax.Expression.Element;
import dev.postern.firewall.nftables.syntax.Refusal;
import dev.postern.firewall.nftables.syntax.Statement;
import dev.postern.firewall.nftables.value.Values;
import java.util.List;
import java.util.Optional;

/**
 * Whether a set takes what a rule adds to it or takes away: stmt_evaluate_set() of evaluate.c in
 * nftables 1.0.6, nft_dynset_init() of the kernel.
 */
final class UpdateCheck {
  private final LoadedSet set;
  private final Values values;

  UpdateCheck(LoadedSet set, Values values) {
    this.set = set;
    this.values = values;
  }

  void check(Statement.Update update) throws Refusal {
    Element element = update.element();
    if (set.hasFlag("constant") || set.hasFlag("interval")) {
      throw new Refusal(
          update.place(),
          "'%s' is a set of flags %s, which rules do not change"
              .formatted(set.name(), set.hasFlag("constant") ? "constant" : "interval"));
    }
    if (element.lifetime().timeout() > 0 && !set.hasFlag("timeout")) {
      throw MemberCheck.withoutTimeout(set, update.place());
    }
    ofTypes(element.key(), set.key());
    if (element.data().isPresent() != set.isMap()) {
      throw LoadedSet.dataAmiss(set.isMap(), update.place());
    }
    if (element.data().isPresent()) {
      ofTypes(element.data().get(), set.data());
    }
  }

  private void ofTypes(Expression expression, List<Datatype> types) throws Refusal {
    List<Expression> parts =
        expression instanceof Expression.Concatenation together
            ? together.parts()
            : List.of(expression);
    if (parts.size() != types.size()) {
      throw new Refusal(
          expression.place(),
          "%d values together; '%s' has %d".formatted(parts.size(), set.name(), types.size()));
    }
    for (int i = 0; i < parts.size(); i++) {
      ofType(parts.get(i), types.get(i));
    }
  }

  private void ofType(Expression expression, Datatype type) throws Refusal {
    if (expression instanceof Expression.Symbol) {
      values.check(type, expression);
    }
    Optional<Datatype> own = typeOf(expression).filter(UpdateCheck::isDistinct);
    if (own.isPresent() && isDistinct(type) && !own.get().name().equals(type.name())) {
      throw new Refusal(
          expression.place(),
          "a value of the type %s; '%s' is of %s"
              .formatted(own.get().name(), set.name(), type.name()));
    }
  }

  private static Optional<Datatype> typeOf(Expression expression) {
    return expression instanceof Expression.Selector selector
        ? Optional.of(selector.type())
        : Optional.empty();
  }

  /** Types that no other type stands for. */
  private static boolean isDistinct(Datatype type) {
    return type.isAddress() || type.equals(Datatype.PORT);
  }
}
