package dev.postern.firewall.nftables.load;

import dev.postern.firewall.nftables.syntax.Statement;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** A table while its file is loaded. */
public final class LoadedTable {
  private final Id id;
  private final Map<String, LoadedChain> chains = new LinkedHashMap<>();
  private final Map<String, LoadedSet> sets = new LinkedHashMap<>();
  private final Map<String, Optional<Statement.Limited>> objects = new LinkedHashMap<>();
  private boolean isDormant;

  /** A table's name; tables of several families may have the same. */
  public record Id(String family, String name) {
    @Override
    public String toString() {
      return family + " " + name;
    }
  }

  LoadedTable(Id id) {
    this.id = id;
  }

  public Id id() {
    return id;
  }

  public Map<String, LoadedChain> chains() {
    return chains;
  }

  public Map<String, LoadedSet> sets() {
    return sets;
  }

  /** Counters, quotas, limits and more by kind and name; a limit with what it says. */
  public Map<String, Optional<Statement.Limited>> objects() {
    return objects;
  }

  /** Whether the kernel calls none of its chains. */
  public boolean isDormant() {
    return isDormant;
  }

  void dormant(boolean dormant) {
    isDormant = dormant;
  }
}
