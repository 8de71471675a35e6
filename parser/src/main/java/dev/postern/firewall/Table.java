package dev.postern.firewall;

import dev.postern.net.Family;
import java.util.Map;
import java.util.Set;

/**
 * Chains that can call each other.
 *
 * @param families whose packets pass here
 * @param chains by name
 */
public record Table(String name, Set<Family> families, Map<String, Chain> chains) {
  public Table {
    families = Set.copyOf(families);
    chains = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(chains));
  }
}
