package dev.postern.firewall.nftables.check;

import dev.postern.firewall.model.NumberSet;
import dev.postern.firewall.nftables.syntax.Datatype;
import dev.postern.firewall.nftables.syntax.Expression;
import dev.postern.firewall.nftables.syntax.Refusal;
import dev.postern.firewall.nftables.value.Values;
import dev.postern.net.Address;
import dev.postern.net.AddressRange;
import dev.postern.net.AddressSet;
import dev.postern.net.Family;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A key of several parts, each of which is a run of values, as addresses whatever they are. */
record KeyBox(List<AddressRange> parts) {

  /** Empty when a part is no number, or more than one run of them. */
  static Optional<KeyBox> of(List<Datatype> types, Expression key, Values values) throws Refusal {
    if (!(key instanceof Expression.Concatenation together)
        || together.parts().size() != types.size()) {
      return Optional.empty();
    }
    List<AddressRange> parts = new ArrayList<>();
    for (int i = 0; i < types.size(); i++) {
      Optional<AddressRange> part = part(types.get(i), together.parts().get(i), values);
      if (part.isEmpty()) {
        return Optional.empty();
      }
      parts.add(part.get());
    }
    return Optional.of(new KeyBox(parts));
  }

  private static Optional<AddressRange> part(Datatype type, Expression value, Values values)
      throws Refusal {
    if (type.isAddress()) {
      return values
          .addresses(type, value)
          .map(AddressSet::ranges)
          .filter(ranges -> ranges.size() == 1)
          .map(ranges -> ranges.get(0));
    }
    if (type.isText() || type.bits() <= 0 || type.bits() > 62) {
      return Optional.empty();
    }
    List<NumberSet.Run> runs = values.numbers(type, value).runs();
    return runs.size() == 1
        ? Optional.of(new AddressRange(number(runs.get(0).first()), number(runs.get(0).last())))
        : Optional.empty();
  }

  private static Address number(long number) {
    return new Address(Family.V6, 0, number);
  }

  /** Whether the lowest or the highest key of this one lies in another. */
  boolean hasEndIn(KeyBox other) {
    boolean isFirst = true;
    boolean isLast = true;
    for (int i = 0; i < parts.size(); i++) {
      isFirst &= other.parts.get(i).contains(parts.get(i).first());
      isLast &= other.parts.get(i).contains(parts.get(i).last());
    }
    return isFirst || isLast;
  }
}
