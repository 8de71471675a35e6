package dev.postern.postfix.relay;

import dev.postern.fact.Fact;
import dev.postern.postfix.settings.Scope;
import dev.postern.postfix.syntax.Text;
import dev.postern.postfix.table.Lookup;
import dev.postern.postfix.table.LookupTable;
import java.util.ArrayList;
import java.util.List;

/**
 * The classes of addresses that ADDRESS_CLASS_README tells apart, in the order in which
 * trivial-rewrite asks.
 */
enum AddressClass {
  LOCAL("mydestination", "local_recipient_maps"),
  ALIAS("virtual_alias_domains", ""),
  MAILBOX("virtual_mailbox_domains", "virtual_mailbox_maps"),
  RELAY("relay_domains", "relay_recipient_maps");

  /** Where recipients have other forms. */
  static final List<String> CANONICAL = List.of("recipient_canonical_maps", "canonical_maps");

  /** An address found here is somebody's, whatever its class. */
  static final List<String> REWRITTEN =
      List.of("recipient_canonical_maps", "canonical_maps", "virtual_alias_maps");

  private final String list;
  private final String users;

  /**
   * A class.
   *
   * @param list the parameter with its domains
   * @param users the parameter with the tables of its addresses; none where empty
   */
  AddressClass(String list, String users) {
    this.list = list;
    this.users = users;
  }

  /** The parameter with its domains. */
  String list() {
    return list;
  }

  /** The parameter with the tables of its addresses; empty where there is none. */
  String users() {
    return users;
  }

  /** The domains; localhost, by which the host calls itself, is none. */
  Fact<List<String>> domains(Scope destinations) {
    return destinations.value(list).flatMap(text -> domains(destinations, text));
  }

  private Fact<List<String>> domains(Scope destinations, String text) {
    List<String> found = new ArrayList<>();
    for (String element : Text.elements(text)) {
      if (element.indexOf(':') < 0 && !element.startsWith("/")) {
        add(element, found);
        continue;
      }
      LookupTable table = destinations.machine().table(element);
      if (!table.find("unlisted.example").isKnown()) {
        return Fact.unknown(
            "the domains of %s stand in %s, which the files do not show"
                .formatted(list, Text.quoted(element)));
      }
      table.keys().forEach(key -> add(key, found));
    }
    return Fact.known(List.copyOf(found));
  }

  private static void add(String element, List<String> domains) {
    String domain = Text.lower(element);
    boolean itself = domain.equals("localhost") || domain.startsWith("localhost.");
    if (domain.indexOf('.') > 0 && domain.indexOf('@') < 0 && !itself) {
      domains.add(domain);
    }
  }

  /** By what the tables are asked for an address. */
  List<String> keys(String user, String domain) {
    String all = "@" + domain;
    return this == LOCAL ? List.of(user + all, user, all) : List.of(user + all, all);
  }

  /** The same for a whole address, which has an @. */
  List<String> keys(String address) {
    int at = address.lastIndexOf('@');
    return keys(address.substring(0, at), address.substring(at + 1));
  }

  /**
   * What the first of several tables says that knows one of the keys. One that fails does not count
   * where another, which is not known, may answer before it.
   */
  static Fact<Lookup> first(Scope scope, String tables, List<String> keys) {
    return scope
        .value(tables)
        .flatMap(
            list -> {
              Fact<Lookup> nothing = Fact.known(Lookup.NOTHING);
              for (String name : Text.elements(list)) {
                Fact<Lookup> found = scope.machine().table(name).first(keys).map(Lookup::filled);
                boolean counts = found.toOptional().orElse(Lookup.NOTHING) instanceof Lookup.Found;
                if (counts || (nothing.isKnown() && !found.is(Lookup.NOTHING))) {
                  return found;
                }
                nothing = found.isKnown() ? nothing : found;
              }
              return nothing;
            });
  }
}
