package dev.postern.postfix.table;

import dev.postern.fact.Fact;
import dev.postern.net.Networks;
import dev.postern.net.Prefix;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code unionmap:{type:name, …}} asks all its tables and joins their results with commas; one that
 * fails makes it fail (util/dict_union.c).
 */
record UnionTable(List<LookupTable> tables) implements LookupTable {

  static LookupTable of(List<LookupTable> tables) {
    return new UnionTable(List.copyOf(tables));
  }

  @Override
  public Fact<Lookup> find(String key) {
    Fact<Lookup> sum = Fact.known(Lookup.NOTHING);
    for (LookupTable table : tables) {
      if (sum.toOptional().filter(Lookup.Fails.class::isInstance).isPresent()) {
        return sum;
      }
      sum = sum.with(table.find(key), UnionTable::joined);
    }
    return sum.map(answer -> answer.equals(new Lookup.Found("")) ? Lookup.NOTHING : answer);
  }

  /** A comma is put only behind what is not empty. */
  private static Lookup joined(Lookup before, Lookup next) {
    if (before instanceof Lookup.Fails || next instanceof Lookup.Nothing) {
      return before;
    }
    return before instanceof Lookup.Found left
            && next instanceof Lookup.Found right
            && !left.value().isEmpty()
        ? new Lookup.Found(left.value() + "," + right.value())
        : next;
  }

  /** The first table decides. */
  @Override
  public boolean takesParts() {
    return tables.get(0).takesParts();
  }

  @Override
  public List<String> keys() {
    return tables.stream().flatMap(table -> table.keys().stream()).distinct().toList();
  }

  @Override
  public Fact<Networks> clients() {
    Fact<Networks> sum = Fact.known(Networks.NONE);
    for (LookupTable table : tables) {
      sum =
          sum.with(
              table.clients(),
              (left, right) -> {
                List<Prefix> both = new ArrayList<>(left.prefixes());
                both.addAll(right.prefixes());
                return new Networks(both);
              });
    }
    return sum;
  }
}
