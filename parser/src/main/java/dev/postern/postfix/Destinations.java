package dev.postern.postfix;

import dev.postern.fact.Fact;
import dev.postern.fact.Origin;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The domains whose mail the host takes. */
final class Destinations {
  private static final List<String> LISTS =
      List.of("mydestination", "virtual_alias_domains", "virtual_mailbox_domains", "relay_domains");
  private static final Origin OWN =
      new Origin.Assumption("tables of domains hold the host's own domains only");

  private Destinations() {}

  static Fact<Boolean> holds(Scope scope, String domain) {
    Set<Origin> origins = new LinkedHashSet<>();
    for (String list : LISTS) {
      Fact<String> value = scope.value(list);
      if (!value.isKnown()) {
        origins.add(OWN);
        continue;
      }
      for (String element : Text.elements(value.toOptional().orElse(""))) {
        if (element.indexOf(':') > 0) {
          LookupTable table = LookupTable.of(element, scope.machine());
          if (table.entries().isEmpty()) {
            origins.add(OWN);
          } else if (table.find(RelaySession.domainKeys(domain)).isPresent()) {
            return Fact.known(true, value.origins());
          }
        } else if (element.startsWith("/")) {
          origins.add(OWN);
        } else if (RelaySession.domainKeys(domain).contains(Text.lower(element))) {
          return Fact.known(true, value.origins());
        }
      }
    }
    return Fact.known(false, List.copyOf(origins));
  }
}
