package dev.postern.postfix.table;

import dev.postern.fact.Fact;
import dev.postern.net.Networks;
import java.util.List;

/**
 * {@code pipemap:{type:name, …}} asks each table for what the one before it gave
 * (util/dict_pipe.c).
 */
record PipeTable(List<LookupTable> tables) implements LookupTable {

  static LookupTable of(List<LookupTable> tables) {
    return new PipeTable(List.copyOf(tables));
  }

  @Override
  public Fact<Lookup> find(String key) {
    Fact<Lookup> answer = Fact.known(new Lookup.Found(key));
    for (LookupTable table : tables) {
      answer =
          answer.flatMap(
              given ->
                  given instanceof Lookup.Found found
                      ? table.find(found.value())
                      : Fact.known(given));
    }
    return answer;
  }

  /** The first table decides. */
  @Override
  public boolean takesParts() {
    return tables.get(0).takesParts();
  }

  @Override
  public List<String> keys() {
    return tables.get(0).keys();
  }

  @Override
  public Fact<Networks> clients() {
    return tables.get(0).clients().isKnown() && tables.size() == 1
        ? tables.get(0).clients()
        : Fact.unknown("a pipemap's answers depend on several tables");
  }
}
