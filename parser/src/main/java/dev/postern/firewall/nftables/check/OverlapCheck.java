package dev.postern.firewall.nftables.check;

import dev.postern.firewall.model.NumberSet;
import dev.postern.firewall.nftables.syntax.AddressList;
import dev.postern.firewall.nftables.syntax.Datatype;
import dev.postern.firewall.nftables.syntax.Expression;
import dev.postern.firewall.nftables.syntax.Expression.Element;
import dev.postern.firewall.nftables.syntax.Refusal;
import dev.postern.firewall.nftables.value.Values;
import dev.postern.net.AddressRuns;
import dev.postern.net.AddressSet;
import dev.postern.net.Family;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

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

  private void addresses(Datatype type, List<Element> elements) throws Refusal {
    AddressRuns runs = new AddressRuns(type.equals(Datatype.IPV4) ? Family.V4 : Family.V6);
    List<Element> members = new ArrayList<>();
    List<Element> others = elements;
    if (elements instanceof AddressList list && runs.family() == Family.V4) {
      runs.add(list.runs());
      others = list.others();
    }
    int plain = runs.size();
    for (Element element : others) {
      if (!(element.key() instanceof Expression.Anything)) {
        Optional<AddressSet> set = values.addresses(type, element.key());
        if (set.isPresent()) {
          runs.add(set.get());
          members.addAll(Collections.nCopies(set.get().size(), element));
        }
      }
    }
    int overlapping = runs.overlapping();
    if (overlapping >= 0) {
      throw overlap(
          overlapping < plain ? elements.get(overlapping) : members.get(overlapping - plain));
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
