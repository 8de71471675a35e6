package dev.postern.postfix.client;

import dev.postern.fact.Fact;
import dev.postern.fact.Origin;
import dev.postern.net.Address;
import dev.postern.postfix.settings.Scope;
import dev.postern.postfix.settings.Services;
import dev.postern.postfix.syntax.Text;
import dev.postern.postfix.table.Lookup;
import dev.postern.postfix.table.LookupTable;
import java.util.List;

/** Which services of master.cf mail is handed to, as trivial-rewrite(8) and others decide it. */
record Transports(Scope scope) {
  /** Parameters that name a transport, and those that name tables of them. */
  private static final List<String> TRANSPORTS =
      List.of(
          "default_transport",
          "local_transport",
          "virtual_transport",
          "mailbox_transport",
          "fallback_transport",
          "content_filter");

  private static final List<String> TRANSPORT_TABLES =
      List.of(
          "transport_maps",
          "sender_dependent_default_transport_maps",
          "mailbox_transport_maps",
          "fallback_transport_maps");

  /** Where the mail goes that a parameter hands to a service; empty where none says it. */
  String store(String service) {
    for (String name : TRANSPORTS) {
      String transport = scope.value(name).toOptional().orElse("");
      if (transport.startsWith(service + ":")) {
        String place = transport.substring(service.length() + 1);
        return place.startsWith("inet:") ? place.substring("inet:".length()) : place;
      }
    }
    return "";
  }

  /**
   * Whether a parameter, or a table of one, names the service and mail leaves the host by it.
   *
   * @param line of the service
   */
  Fact<Boolean> used(String service, Origin line) {
    Fact<Boolean> named = Fact.known(false, line);
    for (String name : TRANSPORTS) {
      named = Fact.or(named, scope.value(name).map(text -> names(text, service)));
    }
    Fact<Boolean> relays = scope.value("relay_domains").map(domains -> !domains.isEmpty());
    named =
        Fact.or(
            named,
            Fact.and(relays, scope.value("relay_transport").map(text -> names(text, service))));
    for (String name : TRANSPORT_TABLES) {
      named = Fact.or(named, scope.value(name).flatMap(tables -> byTables(name, tables, service)));
    }
    return named;
  }

  /** Whether a transport, {@code SERVICE:NEXTHOP}, is the service, and leads off the host. */
  private static boolean names(String transport, String service) {
    String[] parts = transport.split(":", 2);
    return parts[0].equals(service) && !(parts.length == 2 && staysHere(parts[1]));
  }

  /** What a filter on the host itself is handed does not leave it. */
  private static boolean staysHere(String destination) {
    String place =
        Text.lower(destination.startsWith("inet:") ? destination.substring(5) : destination);
    String host = place.startsWith("[") ? Services.host(place + ":") : ClientLogin.host(place);
    return place.startsWith("unix:")
        || host.equals("localhost")
        || Address.parse(host).filter(Address::isLoopback).isPresent();
  }

  /** Tables whose keys can all be read tell it; of others nothing is known. */
  private Fact<Boolean> byTables(String parameter, String tables, String service) {
    Fact<Boolean> named = Fact.known(false);
    for (String spec : Text.elements(tables)) {
      LookupTable table = scope.machine().table(spec);
      if (!table.listsAll()) {
        named =
            Fact.or(
                named,
                Fact.unknown("the tables of " + parameter + " may name it for some destinations"));
      }
      for (String key : table.listsAll() ? table.keys() : List.<String>of()) {
        named = Fact.or(named, table.find(key).map(answer -> names(answer, service)));
      }
    }
    return named;
  }

  private static boolean names(Lookup answer, String service) {
    return answer instanceof Lookup.Found found && names(found.value(), service);
  }
}
