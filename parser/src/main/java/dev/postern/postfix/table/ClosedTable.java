package dev.postern.postfix.table;

import dev.postern.fact.Fact;
import dev.postern.net.Networks;

/**
 * A table that gives one answer to every key: one outside the files, one that Postfix cannot open.
 */
record ClosedTable(Fact<Lookup> answer) implements LookupTable {

  /** A table whose content the files do not show. */
  static LookupTable unknown(String reason) {
    return new ClosedTable(Fact.unknown(reason));
  }

  /** A table that Postfix cannot ask. */
  static LookupTable failing(String reason) {
    return new ClosedTable(Fact.known(new Lookup.Fails(reason)));
  }

  @Override
  public Fact<Lookup> find(String key) {
    return answer;
  }

  @Override
  public boolean takesParts() {
    return !answer.isKnown();
  }

  @Override
  public Fact<Networks> clients() {
    return answer instanceof Fact.Unknown<Lookup> unknown
        ? Fact.unknown(unknown.reason())
        : Fact.known(Networks.NONE);
  }
}
