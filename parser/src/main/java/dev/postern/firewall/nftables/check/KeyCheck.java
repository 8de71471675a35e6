package dev.postern.firewall.nftables.check;

import dev.postern.firewall.nftables.load.LoadedSet;
import dev.postern.firewall.nftables.syntax.Expression;
import dev.postern.firewall.nftables.syntax.Expression.Element;
import dev.postern.firewall.nftables.syntax.Numerals;
import dev.postern.firewall.nftables.syntax.Refusal;
import dev.postern.firewall.nftables.value.Values;
import dev.postern.net.Address;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Checks that no key of a map has two values: nft_add_set_elem() of the kernel. */
final class KeyCheck {
  private final LoadedSet map;
  private final Values values;

  KeyCheck(LoadedSet map, Values values) {
    this.map = map;
    this.values = values;
  }

  /** Checks a map without a name; of one whose keys are put together nothing is told. */
  static void check(Expression key, Expression.Elements elements, Values values) throws Refusal {
    if (key instanceof Expression.Selector selector) {
      LoadedSet map =
          new LoadedSet(
              "", true, List.of(selector.type()), List.of(), Set.of(), 0, Optional.empty());
      new KeyCheck(map, values).check(elements.elements());
    }
  }

  void check(List<Element> elements) throws Refusal {
    Map<String, String> known = new HashMap<>();
    for (Element element : elements) {
      Optional<String> value = value(element);
      String key =
          element.key() instanceof Expression.Anything ? "*" : map.canonical(element.key(), values);
      if (value.isPresent() && !key.isEmpty()) {
        String other = known.putIfAbsent(key, value.get());
        if (other != null && !other.equals(value.get())) {
          throw new Refusal(element.key().place(), "the key has another value already");
        }
      }
    }
  }

  /** The value in a form that is the same for all that mean the same; empty for some of several. */
  private Optional<String> value(Element element) throws Refusal {
    Optional<Expression> value = element.data();
    if (value.isPresent() && value.get() instanceof Expression.Fate fate) {
      return Optional.of(fate.verdict().toString());
    }
    if (value.isPresent() && map.data().size() == 1) {
      return Optional.of(LoadedSet.canonical(map.data().get(0), value.get(), values));
    }
    return value.isPresent() && value.get() instanceof Expression.Symbol symbol
        ? number(symbol.text())
        : Optional.empty();
  }

  private static Optional<String> number(String text) {
    return Numerals.parse(text)
        .map(Object::toString)
        .or(() -> Address.parse(text).map(Object::toString));
  }
}
