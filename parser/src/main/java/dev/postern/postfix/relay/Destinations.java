package dev.postern.postfix.relay;

import dev.postern.fact.Fact;
import dev.postern.fact.Origin;
import dev.postern.postfix.settings.MatchList;
import dev.postern.postfix.settings.Scope;
import dev.postern.postfix.syntax.Text;
import dev.postern.source.Order;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The domains whose mail the host takes. */
final class Destinations {
  private static final List<String> LISTS =
      Stream.of(AddressClass.values()).map(AddressClass::list).toList();
  private static final Origin OWN =
      new Origin.Assumption("tables of domains hold the host's own domains only");

  /** For tables that turn away all domains of the documentation: one that there is. */
  static final String KNOWN = "iana.org";

  private static final List<String> FOREIGN =
      List.of(
          "foreign.example.com",
          "foreign.example.net",
          "foreign.example.org",
          "another.example.com",
          KNOWN,
          "foreign.test");

  private static final int MAX_OWN = 8;

  private static final String NOT_TOLD = "the files do not show the tables of its domains";

  private Destinations() {}

  /**
   * Domains that are foreign to the host: not below a domain it names. A list that holds a whole
   * top-level domain names no domain of its own; those that it takes mail for come first.
   */
  static List<String> foreign(Scope scope) {
    Set<String> own = named(scope);
    List<String> foreign =
        FOREIGN.stream()
            .filter(name -> RelaySession.domainKeys(name, true).stream().noneMatch(own::contains))
            .toList();
    return (foreign.isEmpty() ? FOREIGN : foreign)
        .stream().sorted(Order.by(name -> !holds(scope, name).is(true))).toList();
  }

  /** Some of the host's own domains; any name where they stand in tables. */
  static List<String> own(Scope scope) {
    Set<String> named = named(scope);
    return named.isEmpty()
        ? List.of("own.example")
        : List.copyOf(named).subList(0, Math.min(named.size(), MAX_OWN));
  }

  private static Set<String> named(Scope scope) {
    Set<String> own = new LinkedHashSet<>();
    for (String list : LISTS) {
      for (String element : Text.elements(scope.value(list).toOptional().orElse(""))) {
        if (element.startsWith("!")) {
          continue;
        }
        if (element.indexOf(':') > 0) {
          scope.machine().table(element).keys().forEach(key -> add(key, own));
        } else {
          add(element, own);
        }
      }
    }
    return own;
  }

  private static void add(String element, Set<String> own) {
    String domain = Text.lower(element.startsWith(".") ? element.substring(1) : element);
    if (domain.indexOf('.') > 0 && domain.indexOf('@') < 0) {
      own.add(domain);
    }
  }

  /** The class of the host's own domains that a domain is of; none where it is foreign. */
  static Fact<Optional<AddressClass>> classOf(Scope scope, String domain) {
    for (AddressClass one : AddressClass.values()) {
      Fact<Boolean> is = isOf(scope, one.list(), domain);
      if (!is.is(false)) {
        return is.isKnown()
            ? Fact.known(Optional.of(one), is.origins())
            : Fact.unknown(NOT_TOLD, is.origins());
      }
    }
    return Fact.known(Optional.empty());
  }

  private static Fact<Boolean> isOf(Scope scope, String list, String domain) {
    return MatchList.holds(scope, list, keys(scope, list, domain));
  }

  /** Whether the host takes mail for a domain. */
  static Fact<Boolean> holds(Scope scope, String domain) {
    Set<Origin> origins = new LinkedHashSet<>();
    for (String list : LISTS) {
      Fact<Boolean> held = isOf(scope, list, domain);
      if (held.is(true)) {
        return Fact.known(true, scope.value(list).origins());
      }
      if (!held.isKnown()) {
        origins.add(OWN);
      }
    }
    return Fact.known(false, List.copyOf(origins));
  }

  /** Whether parent_domain_matches_subdomains names a list. */
  static boolean parentsMatch(Scope scope, String list) {
    return !MatchList.holds(scope, "parent_domain_matches_subdomains", List.of(list)).is(false);
  }

  /**
   * What a list is searched for: the domain itself, and its parents where
   * parent_domain_matches_subdomains says so, or with a leading dot where it does not; postconf(5).
   */
  private static List<String> keys(Scope scope, String list, String domain) {
    if (!list.equals("relay_domains")) {
      return List.of(Text.lower(domain));
    }
    boolean parents = parentsMatch(scope, list);
    return RelaySession.domainKeys(domain, parents);
  }
}
