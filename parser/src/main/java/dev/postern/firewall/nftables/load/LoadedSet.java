package dev.postern.firewall.nftables.load;

import dev.postern.firewall.nftables.syntax.AddressList;
import dev.postern.firewall.nftables.syntax.Datatype;
import dev.postern.firewall.nftables.syntax.Expression;
import dev.postern.firewall.nftables.syntax.Expression.Element;
import dev.postern.firewall.nftables.syntax.Place;
import dev.postern.firewall.nftables.syntax.Refusal;
import dev.postern.firewall.nftables.value.Values;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A set or map of a table while its file is loaded. */
public final class LoadedSet {
  private final String name;
  private final boolean isMap;
  private final List<Datatype> key;
  private final List<Datatype> data;
  private final Set<String> flags;
  private final long timeout;
  private final Optional<Long> size;
  private List<Element> elements = new ArrayList<>();

  /** The elements by their keys in canonical form, from the first that is taken away on. */
  private Optional<Map<String, Element>> byKey = Optional.empty();

  private Optional<FileRecord> origin = Optional.empty();

  /**
   * @param key the types of the parts of a key
   * @param data the types of the values of a map; empty for verdicts and for a set
   * @param timeout how long a member stays that does not say it, in milliseconds; 0 for ever
   * @param size how many members it has room for; empty for any number
   */
  public LoadedSet(
      String name,
      boolean isMap,
      List<Datatype> key,
      List<Datatype> data,
      Set<String> flags,
      long timeout,
      Optional<Long> size) {
    this.name = name;
    this.isMap = isMap;
    this.key = List.copyOf(key);
    this.data = List.copyOf(data);
    this.flags = new HashSet<>(flags);
    this.timeout = timeout;
    this.size = size;
  }

  /** The file that its members stand in; the last of several. */
  public Optional<FileRecord> origin() {
    return origin;
  }

  void in(FileRecord file) {
    origin = Optional.of(file);
  }

  public String name() {
    return name;
  }

  public boolean isMap() {
    return isMap;
  }

  /** The types of a member's parts. */
  public List<Datatype> key() {
    return key;
  }

  /** The types of the parts of a member's value; none for a set, and for a map of verdicts. */
  public List<Datatype> data() {
    return data;
  }

  /** How many members it may have; empty where that is not said. */
  public Optional<Long> size() {
    return size;
  }

  long timeout() {
    return timeout;
  }

  /** Whether it was given a flag such as {@code interval}. */
  public boolean hasFlag(String flag) {
    return flags.contains(flag);
  }

  /** The members, with a place that stands for all. */
  public Expression.Elements elements() {
    List<Element> all =
        byKey.<List<Element>>map(known -> new ArrayList<>(known.values())).orElse(elements);
    return new Expression.Elements(all, new Place(0, 0));
  }

  void add(List<Element> some, Values values) throws Refusal {
    if (byKey.isPresent()) {
      index(some, byKey.get(), values);
    } else if (elements.isEmpty()) {
      elements = some;
    } else {
      elements.addAll(some);
    }
  }

  private void index(List<Element> some, Map<String, Element> index, Values values) throws Refusal {
    for (Element element : some) {
      index.putIfAbsent(canonical(element.key(), values), element);
    }
  }

  void flush() {
    elements = new ArrayList<>();
    byKey = Optional.empty();
  }

  /** Takes away a member by its key; whether it was there. */
  boolean remove(Expression wanted, Values values) throws Refusal {
    if (byKey.isEmpty()) {
      Map<String, Element> index = new LinkedHashMap<>();
      index(elements, index, values);
      elements = new ArrayList<>();
      byKey = Optional.of(index);
    }
    return byKey.get().remove(canonical(wanted, values)) != null;
  }

  /** A key in a form that is the same for all keys that mean the same. */
  public String canonical(Expression expression, Values values) throws Refusal {
    if (expression instanceof Expression.Concatenation parts
        && parts.parts().size() == key.size()) {
      StringBuilder all = new StringBuilder();
      for (int i = 0; i < key.size(); i++) {
        all.append(canonical(key.get(i), parts.parts().get(i), values)).append(" . ");
      }
      return all.toString();
    }
    return canonical(key.get(0), expression, values);
  }

  /** A value as one text, however it is written; empty for what has none. */
  public static String canonical(Datatype type, Expression value, Values values) throws Refusal {
    if (type.isAddress()) {
      return values.addresses(type, value).map(Object::toString).orElse("");
    }
    if (type.isText() || type.bits() > 64) {
      return value instanceof Expression.Symbol symbol ? symbol.text() : "";
    }
    return values.numbers(type, value).toString();
  }

  /** Checks that members are of the set's types. */
  void check(List<Element> some, Values values) throws Refusal {
    new MemberCheck(this).check(some);
    boolean isOfAddresses = !isMap && key.size() == 1 && key.get(0).equals(Datatype.IPV4);
    if (isOfAddresses && some instanceof AddressList list) {
      check(list.others(), values);
      return;
    }
    for (Element element : some) {
      checkKey(element.key(), values);
      Optional<Expression> value = element.data();
      if (isMap != value.isPresent()) {
        throw dataAmiss(isMap, element.key().place());
      }
      if (value.isPresent() && !data.isEmpty() && value.get() instanceof Expression.Symbol) {
        values.check(data.get(0), value.get());
      }
    }
  }

  /** Why a member with a value, or without one, is refused. */
  public static Refusal dataAmiss(boolean isMap, Place place) {
    return new Refusal(
        place, isMap ? "a member of a map needs a value" : "a member of a set has no value");
  }

  private void checkKey(Expression expression, Values values) throws Refusal {
    if (expression instanceof Expression.Anything) {
      return;
    }
    if (expression instanceof Expression.Elements inner) {
      check(inner.elements(), values);
    } else if (expression instanceof Expression.Concatenation parts) {
      if (parts.parts().size() != key.size()) {
        throw new Refusal(
            expression.place(),
            "%d values together; the set has %d".formatted(parts.parts().size(), key.size()));
      }
      for (int i = 0; i < key.size(); i++) {
        values.check(key.get(i), parts.parts().get(i));
      }
    } else if (key.size() != 1) {
      throw new Refusal(expression.place(), "one value; the set has " + key.size() + " together");
    } else {
      values.check(key.get(0), expression);
    }
  }
}
