package dev.postern.postfix.client;

import dev.postern.fact.Fact;
import dev.postern.postfix.relay.RelaySession;
import dev.postern.postfix.settings.Scope;
import dev.postern.postfix.syntax.Text;
import dev.postern.postfix.table.Lookup;
import dev.postern.postfix.table.LookupTable;
import dev.postern.postfix.tls.DaneDigests;
import dev.postern.posture.mail.Outbound.Level;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What one SMTP or LMTP client demands of the servers it meets (smtp/smtp_tls_policy.c). */
final class ClientTls {
  /** Words of the tables of old. */
  private static final Map<String, Level> SITES =
      Map.of(
          "none", Level.NONE,
          "may", Level.MAY,
          "must_nopeermatch", Level.ENCRYPT,
          "must", Level.VERIFY);

  /** A destination that no table names. */
  static final String ANYBODY = "anybody.example";

  /** A policy and the destinations that a table names for it. */
  record Named(List<String> destinations, Fact<ClientPolicy> policy) {}

  private final Scope scope;
  private final String prefix;
  private final Fact<String> nexthop;

  /**
   * TLS of one client.
   *
   * @param prefix of its parameters: smtp or lmtp
   * @param nexthop where its mail goes if it is not said of single messages; empty where each
   *     recipient's domain tells
   */
  ClientTls(Scope scope, String prefix, Fact<String> nexthop) {
    this.scope = scope;
    this.prefix = prefix;
    this.nexthop = nexthop;
  }

  private Fact<String> value(String name) {
    return scope.value(prefix + name);
  }

  /** Where nothing is said of the server. */
  Fact<ClientPolicy> general() {
    return feasible(main().map(ClientPolicy::of));
  }

  private Fact<Level> main() {
    return value("_tls_security_level")
        .flatMap(word -> word.isEmpty() ? byOldParameters() : Fact.known(ClientPolicy.level(word)));
  }

  private Fact<Level> byOldParameters() {
    Fact<Boolean> demands = scope.yes(prefix + "_enforce_tls");
    return demands.flatMap(
        enforced ->
            enforced
                ? scope
                    .yes(prefix + "_tls_enforce_peername")
                    .map(verifies -> verifies ? Level.VERIFY : Level.ENCRYPT)
                : scope.yes(prefix + "_use_tls").map(uses -> uses ? Level.MAY : Level.NONE));
  }

  /**
   * Nothing is handed over where TLS comes first and the level does not demand it (smtp_connect.c),
   * nor where fingerprints are demanded and none is given.
   */
  private Fact<ClientPolicy> feasible(Fact<ClientPolicy> said) {
    return said.flatMap(
        policy ->
            switch (policy.level()) {
              case NONE, MAY -> undemanded(policy, Fact.known(true));
              // Where no key is looked up it is the same as MAY.
              case DANE -> undemanded(policy, Fact.not(dane(said)));
              case FINGERPRINT ->
                  policy.matches()
                      ? Fact.known(policy)
                      : value("_tls_fingerprint_cert_match")
                          .map(prints -> prints.isEmpty() ? ClientPolicy.INVALID : policy);
              default -> Fact.known(policy);
            });
  }

  private Fact<ClientPolicy> undemanded(ClientPolicy policy, Fact<Boolean> isSo) {
    Fact<Boolean> first = scope.yes(prefix + "_tls_wrappermode");
    return first.is(false)
        ? Fact.known(policy)
        : Fact.and(first, isSo).map(wrong -> wrong ? ClientPolicy.INVALID : policy);
  }

  /** The same of the usual servers. */
  Fact<Boolean> dane() {
    return dane(usual());
  }

  /**
   * Keys in DNS count only where the answers are asked for with signatures, and where the digest is
   * known that practically everybody publishes.
   */
  Fact<Boolean> dane(Fact<ClientPolicy> said) {
    Fact<Boolean> demanded =
        said.map(policy -> policy.level() == Level.DANE || policy.level() == Level.DANE_ONLY);
    return Fact.and(demanded, Fact.and(signed(), DaneDigests.knowUsual(scope)));
  }

  /** Whether keys are looked up at all (dane_init()). */
  Fact<Boolean> signed() {
    Fact<Boolean> secure =
        value("_dns_support_level")
            .map(word -> word.equalsIgnoreCase("dnssec"))
            .with(
                value("_host_lookup"),
                (signed, lookups) -> signed && Text.elements(Text.lower(lookups)).contains("dns"));
    Fact<Boolean> plain =
        value("_dns_resolver_options")
            .map(
                options ->
                    Text.elements(Text.lower(options)).stream()
                        .noneMatch(
                            word -> word.equals("res_defnames") || word.equals("res_dnsrch")));
    return Fact.and(
        Fact.and(secure, plain),
        prefix.equals("smtp") ? Fact.not(scope.yes("ignore_mx_lookup_error")) : Fact.known(true));
  }

  /**
   * What is demanded where its mail mostly goes, if that is written; else of whom no table names.
   */
  Fact<ClientPolicy> usual() {
    if (perDestination().is(false)) {
      return general();
    }
    return nexthop.flatMap(relay -> of(relay.isEmpty() ? ANYBODY : Text.lower(relay)));
  }

  /** Whether the client sets TLS up when it starts, whomever it will meet (smtp/smtp.c). */
  Fact<Boolean> isInitialised() {
    return Fact.or(main().map(level -> level != Level.NONE), perDestination());
  }

  /** Whether it sees that the usual servers offer TLS, or begins it unasked. */
  Fact<Boolean> isBegun() {
    Fact<Boolean> offered =
        nexthop.flatMap(relay -> new ServerGreeting(scope, prefix).shows("starttls", relay));
    return offered.is(true)
        ? offered
        : Fact.or(value("_tls_wrappermode").map("yes"::equalsIgnoreCase), offered);
  }

  /** Whether tables or servers are asked about destinations. */
  Fact<Boolean> perDestination() {
    return Fact.not(
        value("_tls_policy_maps")
            .with(value("_tls_per_site"), (maps, sites) -> maps.isEmpty() && sites.isEmpty()));
  }

  /**
   * Whether mail, and a login before it, goes to a destination without TLS when none is offered.
   *
   * @param destination as a transport or relayhost names it
   */
  Fact<Boolean> goesWithoutTls(String destination) {
    return of(destination).map(ClientPolicy::goesWithoutTls);
  }

  private Fact<ClientPolicy> of(String destination) {
    return feasible(
        value("_tls_policy_maps")
            .flatMap(maps -> maps.isEmpty() ? bySite(destination) : byPolicy(maps, destination)));
  }

  private Fact<ClientPolicy> byPolicy(String tables, String destination) {
    for (String key : keys(destination)) {
      Fact<Lookup> found = find(tables, key);
      if (!found.is(Lookup.NOTHING)) {
        return found.map(this::policy);
      }
    }
    return main().map(ClientPolicy::of);
  }

  private ClientPolicy policy(Lookup answer) {
    return answer instanceof Lookup.Found found
        ? ClientPolicy.read(found.value(), scope.versions())
        : ClientPolicy.INVALID;
  }

  /** The tables of old name a destination or a server as they are; {@code MAY} is the least. */
  private Fact<ClientPolicy> bySite(String destination) {
    return value("_tls_per_site")
        .flatMap(tables -> find(tables, destination))
        .with(main(), ClientTls::site)
        .map(ClientPolicy::of);
  }

  private static Level site(Lookup answer, Level all) {
    if (answer == Lookup.NOTHING) {
      return all;
    }
    Level site =
        answer instanceof Lookup.Found found
            ? SITES.getOrDefault(Text.lower(found.value()), Level.INVALID)
            : Level.INVALID;
    return site == Level.MAY && all != Level.NONE ? all : site;
  }

  /** What the first of the tables says that holds the key. */
  private Fact<Lookup> find(String tables, String key) {
    for (String table : Text.elements(tables)) {
      Fact<Lookup> found = scope.machine().table(table).find(key);
      if (!found.is(Lookup.NOTHING)) {
        return found;
      }
    }
    return Fact.known(Lookup.NOTHING);
  }

  /** A name without brackets and port is asked for with its parents (tls_policy_lookup()). */
  private static List<String> keys(String destination) {
    return destination.indexOf('[') >= 0 || destination.indexOf(':') >= 0
        ? List.of(destination)
        : RelaySession.domainKeys(destination, false);
  }

  /**
   * What the tables say of the destinations that they name, alike ones together; unknown where one
   * of them is not among the files.
   */
  Fact<List<Named>> named() {
    return value("_tls_policy_maps")
        .flatMap(
            maps -> maps.isEmpty() ? value("_tls_per_site").flatMap(this::named) : named(maps));
  }

  private Fact<List<Named>> named(String tables) {
    Map<ClientPolicy, Named> found = new LinkedHashMap<>();
    for (String spec : Text.elements(tables)) {
      LookupTable table = scope.machine().table(spec);
      if (table.find(ANYBODY) instanceof Fact.Unknown<Lookup> unknown) {
        return Fact.unknown(unknown.reason(), unknown.origins());
      }
      for (String key : table.keys()) {
        Fact<ClientPolicy> policy = of(key);
        if (policy instanceof Fact.Unknown<ClientPolicy> unknown) {
          return Fact.unknown(unknown.reason(), unknown.origins());
        }
        found
            .computeIfAbsent(
                policy.toOptional().orElse(ClientPolicy.INVALID),
                alike -> new Named(new ArrayList<>(), policy))
            .destinations()
            .add(key);
      }
    }
    return Fact.known(List.copyOf(found.values()));
  }
}
