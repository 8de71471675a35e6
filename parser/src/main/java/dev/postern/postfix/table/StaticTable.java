package dev.postern.postfix.table;

import dev.postern.fact.Fact;
import dev.postern.net.Networks;
import dev.postern.postfix.syntax.Braces;
import dev.postern.postfix.syntax.Text;

/** {@code static:value} gives its value for every key (util/dict_static.c). */
record StaticTable(String value) implements LookupTable {

  static LookupTable of(String name) {
    if (!name.startsWith("{")) {
      return new StaticTable(name);
    }
    return Braces.inner(name)
        .<LookupTable>map(inner -> new StaticTable(Text.trim(inner)))
        .orElseGet(() -> ClosedTable.failing("bad syntax in static:" + Text.quoted(name)));
  }

  @Override
  public Fact<Lookup> find(String key) {
    return Fact.known(new Lookup.Found(value));
  }

  @Override
  public boolean takesParts() {
    return true;
  }

  @Override
  public Fact<Networks> clients() {
    return Fact.known(Networks.ANY);
  }
}
