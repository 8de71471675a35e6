package dev.postern.postfix.table;

import dev.postern.fact.Fact;
import dev.postern.net.Networks;
import dev.postern.postfix.syntax.Braces;
import dev.postern.postfix.syntax.Text;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** {@code randmap:{a, b}} gives any of its values for every key (util/dict_random.c). */
record RandomTable(Set<Lookup> values) implements LookupTable {

  static LookupTable of(String name) {
    Set<Lookup> values = new LinkedHashSet<>();
    Braces.inner(name)
        .ifPresent(
            inner -> Text.elements(inner).forEach(value -> values.add(new Lookup.Found(value))));
    return values.isEmpty()
        ? ClosedTable.failing("bad syntax in randmap:" + Text.quoted(name))
        : new RandomTable(values);
  }

  @Override
  public Fact<Lookup> find(String key) {
    return Fact.oneOf(values, "randmap gives any of its values", List.of());
  }

  @Override
  public boolean takesParts() {
    return false;
  }

  @Override
  public Fact<Networks> clients() {
    return Fact.known(Networks.ANY);
  }
}
