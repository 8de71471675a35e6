package dev.postern.firewall.nftables;

import dev.postern.firewall.nftables.Expression.Element;
import dev.postern.net.AddressRange;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Checks that no key of a map is in two of its ranges: nft cannot tell which value it has. */
final class OverlapCheck {
  private final Values values;

  OverlapCheck(Values values) {
    this.values = values;
  }

  /** Keys of one part alone; the kernel looks at combinations one by one. */
  void check(Expression key, Expression.Elements elements) throws Refusal {
    if (key instanceof Expression.Selector selector) {
      check(selector.type(), elements.elements());
    }
  }

  void check(Datatype type, List<Element> elements) throws Refusal {
    if (type.isAddress()) {
      addresses(type, elements);
    } else if (!type.isText() && type.bits() > 0 && type.bits() < 63) {
      numbers(type, elements);
    }
  }

  private record Addresses(AddressRange range, Element element) {}

  private void addresses(Datatype type, List<Element> elements) throws Refusal {
    List<Addresses> all = new ArrayList<>();
    for (Element element : elements) {
      if (!(element.key() instanceof Expression.Anything)) {
        values
            .addresses(type, element.key())
            .ifPresent(
                set -> set.ranges().forEach(range -> all.add(new Addresses(range, element))));
      }
    }
    all.sort(Comparator.comparing(one -> one.range().first()));
    for (int i = 1; i < all.size(); i++) {
      Addresses one = all.get(i - 1);
      Addresses other = all.get(i);
      boolean same = one.range().equals(other.range());
      if (other.range().first().compareTo(one.range().last()) <= 0 && !same) {
        throw overlap(other.element());
      }
    }
  }

  private record Numbers(NumberSet.Run run, Element element) {}

  private void numbers(Datatype type, List<Element> elements) throws Refusal {
    List<Numbers> all = new ArrayList<>();
    for (Element element : elements) {
      if (!(element.key() instanceof Expression.Anything)) {
        for (NumberSet.Run run : values.numbers(type, element.key()).runs()) {
          all.add(new Numbers(run, element));
        }
      }
    }
    all.sort(Comparator.comparingLong(one -> one.run().first()));
    for (int i = 1; i < all.size(); i++) {
      Numbers one = all.get(i - 1);
      Numbers other = all.get(i);
      if (other.run().first() <= one.run().last() && !other.run().equals(one.run())) {
        throw overlap(other.element());
      }
    }
  }

  private static Refusal overlap(Element element) {
    return new Refusal(element.key().place(), "the range overlaps with another one");
  }
}
