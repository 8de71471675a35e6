package dev.postern.firewall.nftables.load;

import dev.postern.fact.Origin;
import dev.postern.firewall.nftables.syntax.Expression.Element;
import dev.postern.firewall.nftables.syntax.Place;
import dev.postern.firewall.nftables.syntax.Refusal;
import dev.postern.firewall.nftables.value.Values;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The tables as the commands so far have made them: nf_tables_api.c. */
public final class Transaction {
  private final Map<LoadedTable.Id, LoadedTable> tables = new LinkedHashMap<>();
  private final Values values;

  Transaction(Values values) {
    this.values = values;
  }

  /** What becomes of something that is there already, or is not. */
  enum Verb {
    ADD,
    CREATE,
    DELETE,
    DESTROY,
    FLUSH
  }

  /** The tables as the commands so far leave them. */
  public Map<LoadedTable.Id, LoadedTable> tables() {
    return tables;
  }

  void flushRuleset(Optional<String> family) {
    tables.keySet().removeIf(id -> family.isEmpty() || id.family().equals(family.get()));
  }

  LoadedTable table(LoadedTable.Id id, Place place) throws Refusal {
    LoadedTable table = tables.get(id);
    if (table == null) {
      throw new Refusal(place, "there is no table " + id);
    }
    return table;
  }

  LoadedTable addTable(LoadedTable.Id id, boolean mustBeNew, Place place) throws Refusal {
    LoadedTable table = tables.get(id);
    if (table != null && mustBeNew) {
      throw new Refusal(place, "the table " + id + " is there already");
    }
    if (table == null) {
      table = new LoadedTable(id);
      tables.put(id, table);
    }
    return table;
  }

  void deleteTable(LoadedTable.Id id, boolean mayBeMissing, Place place) throws Refusal {
    if (tables.remove(id) == null && !mayBeMissing) {
      throw new Refusal(place, "there is no table " + id);
    }
  }

  static LoadedChain chain(LoadedTable table, String name, Place place) throws Refusal {
    LoadedChain chain = table.chains().get(name);
    if (chain == null) {
      throw new Refusal(place, "there is no chain " + table.id() + " " + name);
    }
    return chain;
  }

  static LoadedChain addChain(
      LoadedTable table, String name, boolean mustBeNew, Place place, Origin origin)
      throws Refusal {
    LoadedChain chain = table.chains().get(name);
    if (chain != null && mustBeNew) {
      throw new Refusal(place, "the chain " + name + " is there already");
    }
    if (chain == null) {
      chain = new LoadedChain(name, origin);
      table.chains().put(name, chain);
    }
    return chain;
  }

  static LoadedSet set(LoadedTable table, String name, Place place) throws Refusal {
    LoadedSet set = table.sets().get(name);
    if (set == null) {
      throw new Refusal(place, "there is no set or map " + table.id() + " " + name);
    }
    return set;
  }

  /** A set that is there already stays; its members are added to those it has. */
  LoadedSet addSet(LoadedTable table, LoadedSet set, boolean mustBeNew, Place place)
      throws Refusal {
    LoadedSet known = table.sets().get(set.name());
    if (known == null) {
      table.sets().put(set.name(), set);
      return set;
    }
    if (mustBeNew || known.isMap() != set.isMap()) {
      throw new Refusal(place, "'" + set.name() + "' is there already");
    }
    known.add(set.elements().elements(), values);
    return known;
  }

  void addElements(LoadedSet set, List<Element> elements) throws Refusal {
    set.check(elements, values);
    set.add(elements, values);
  }

  void removeElements(LoadedSet set, List<Element> elements, boolean mayBeMissing) throws Refusal {
    for (Element element : elements) {
      if (!set.remove(element.key(), values) && !mayBeMissing) {
        throw new Refusal(element.key().place(), "the set '" + set.name() + "' has no such member");
      }
    }
  }
}
