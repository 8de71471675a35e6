package dev.postern.postfix;

import dev.postern.fact.Fact;
import dev.postern.postfix.relay.RelaySession;
import dev.postern.postfix.settings.Scope;
import dev.postern.postfix.syntax.Text;
import dev.postern.postfix.table.Lookup;
import dev.postern.posture.Outbound.Level;
import java.util.List;
import java.util.Map;

/** What one SMTP or LMTP client demands of the servers it meets (smtp/smtp_tls_policy.c). */
final class ClientTls {
  /** Words of the security level (tls/tls_level.c). */
  private static final Map<String, Level> LEVELS =
      Map.of(
          "none", Level.NONE,
          "may", Level.MAY,
          "encrypt", Level.ENCRYPT,
          "dane", Level.DANE,
          "dane-only", Level.DANE_ONLY,
          "fingerprint", Level.FINGERPRINT,
          "verify", Level.VERIFY,
          "secure", Level.SECURE);

  /** Words of the tables of old. */
  private static final Map<String, Level> SITES =
      Map.of(
          "none", Level.NONE,
          "may", Level.MAY,
          "must_nopeermatch", Level.ENCRYPT,
          "must", Level.VERIFY);

  /** A destination that no table names. */
  static final String ANYBODY = "anybody.example";

  private final Scope scope;
  private final String prefix;

  /**
   * TLS of one client.
   *
   * @param prefix of its parameters: smtp or lmtp
   */
  ClientTls(Scope scope, String prefix) {
    this.scope = scope;
    this.prefix = prefix;
  }

  private Fact<String> value(String name) {
    return scope.value(prefix + name);
  }

  /** Where nothing is said of the server. */
  Fact<Level> level() {
    return value("_tls_security_level")
        .flatMap(word -> word.isEmpty() ? byOldParameters() : named(LEVELS, word));
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

  private static Fact<Level> named(Map<String, Level> levels, String word) {
    Level level = levels.get(Text.lower(word));
    return level == null
        ? Fact.unknown("Postfix knows no security level " + Text.quoted(word) + ", and waits")
        : Fact.known(level);
  }

  /** Keys in DNS count only where the answers are asked for with signatures. */
  Fact<Boolean> dane() {
    Fact<Boolean> demanded =
        usualLevel().map(level -> level == Level.DANE || level == Level.DANE_ONLY);
    return Fact.and(demanded, signed());
  }

  private Fact<Boolean> signed() {
    return value("_dns_support_level")
        .map(word -> word.equalsIgnoreCase("dnssec"))
        .with(
            value("_host_lookup"),
            (secure, lookups) -> secure && Text.elements(Text.lower(lookups)).contains("dns"));
  }

  /** What is demanded of the relay host; where there is none, of whom no table names. */
  Fact<Level> usualLevel() {
    return (prefix.equals("smtp") ? scope.value("relayhost") : Fact.known(""))
        .flatMap(relay -> levelOf(relay.isEmpty() ? ANYBODY : Text.lower(relay)));
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
    Fact<Boolean> weak =
        levelOf(destination)
            .map(level -> level == Level.NONE || level == Level.MAY || level == Level.DANE);
    return Fact.and(weak, Fact.not(scope.yes(prefix + "_tls_wrappermode")));
  }

  private Fact<Level> levelOf(String destination) {
    return value("_tls_policy_maps")
        .flatMap(
            maps -> maps.isEmpty() ? bySite(destination) : byTables(maps, LEVELS, destination));
  }

  private Fact<Level> bySite(String destination) {
    return value("_tls_per_site")
        .flatMap(
            sites ->
                sites.isEmpty()
                    ? level()
                    : byTables(sites, SITES, destination)
                        .with(level(), (site, all) -> site == Level.MAY ? all : site));
  }

  private Fact<Level> byTables(String tables, Map<String, Level> levels, String destination) {
    List<String> keys = keys(destination);
    for (String key : keys) {
      for (String table : Text.elements(tables)) {
        Fact<Lookup> found = scope.machine().table(table).find(key);
        if (found instanceof Fact.Unknown<Lookup> unknown) {
          return Fact.unknown(unknown.reason(), unknown.origins());
        }
        if (found.toOptional().orElse(Lookup.NOTHING) instanceof Lookup.Found policy) {
          List<String> words = Text.elements(policy.value());
          return named(levels, words.isEmpty() ? "" : words.get(0)).because(found.origins());
        }
      }
    }
    return level();
  }

  /** A name without brackets and port is asked for with its parents (tls_policy_lookup()). */
  private static List<String> keys(String destination) {
    return destination.indexOf('[') >= 0 || destination.indexOf(':') >= 0
        ? List.of(destination)
        : RelaySession.domainKeys(destination, false);
  }
}
