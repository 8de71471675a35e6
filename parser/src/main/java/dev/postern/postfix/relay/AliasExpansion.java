package dev.postern.postfix.relay;

import dev.postern.fact.Fact;
import dev.postern.postfix.settings.Scope;
import dev.postern.postfix.syntax.Numbers;
import dev.postern.postfix.syntax.Text;
import dev.postern.postfix.table.Lookup;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Virtual aliases of aliases as cleanup follows them: over one that leads further than its limits
 * allow no message is taken (cleanup/cleanup_map1n.c).
 */
record AliasExpansion(Scope cleanup) {
  private static final String TABLES = "virtual_alias_maps";
  private static final String MOST_ADDRESSES = "virtual_alias_expansion_limit";
  private static final String MOST_STEPS = "virtual_alias_recursion_limit";
  private static final String LONGEST = "virtual_alias_address_length_limit";
  private static final long USUAL = 1000;

  /** So many lookups Postern makes; who needs more is left alone. */
  private static final int MOST_LOOKUPS = 4000;

  /** Whether the aliases of a recipient go beyond the limits, or a table fails. */
  Fact<Boolean> fails(String recipient) {
    List<String> addresses = new ArrayList<>(List.of(recipient));
    Set<String> themselves = new HashSet<>();
    int lookups = 0;
    for (int i = 0; i < addresses.size(); i++) {
      if (addresses.size() > limit(MOST_ADDRESSES)) {
        return Fact.known(true);
      }
      for (int step = 0; !themselves.contains(Text.lower(addresses.get(i))); step++) {
        String address = addresses.get(i);
        Fact<Lookup> found = find(address);
        if (step >= limit(MOST_STEPS)) {
          return Fact.known(true);
        }
        if (!(found.toOptional().orElse(Lookup.NOTHING) instanceof Lookup.Found alias)) {
          if (found.is(Lookup.NOTHING)) {
            break;
          }
          return found.map(answer -> answer instanceof Lookup.Fails);
        }
        List<String> to = Text.elements(alias.value());
        if (to.stream().anyMatch(this::isTooLong)) {
          return Fact.known(true);
        }
        if (to.isEmpty() || ++lookups > MOST_LOOKUPS) {
          return Fact.known(false);
        }
        if (to.stream().anyMatch(address::equalsIgnoreCase)) {
          themselves.add(Text.lower(address));
        }
        addresses.set(i, to.get(0));
        addresses.addAll(to.subList(1, to.size()));
      }
    }
    return Fact.known(false);
  }

  private Fact<Lookup> find(String address) {
    String lower = Text.lower(address);
    return AddressClass.first(
        cleanup,
        TABLES,
        lower.indexOf('@') < 0
            ? AddressClass.LOCAL.keys(lower, cleanup.value("myorigin").toOptional().orElse(""))
            : AddressClass.RELAY.keys(lower));
  }

  private boolean isTooLong(String address) {
    return address.getBytes(StandardCharsets.UTF_8).length > limit(LONGEST);
  }

  private long limit(String name) {
    return cleanup.value(name).toOptional().flatMap(Numbers::number).orElse(USUAL);
  }
}
