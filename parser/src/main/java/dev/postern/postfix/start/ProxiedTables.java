package dev.postern.postfix.start;

import dev.postern.fact.Fact;
import dev.postern.postfix.settings.Scope;
import dev.postern.postfix.syntax.Text;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The tables that an smtpd has the proxymap service open. It ends over one that {@code
 * proxy_read_maps} does not name (dict_proxy_open(), authorize_proxied_maps()).
 */
public final class ProxiedTables {
  private static final String APPROVED = "proxy_read_maps";

  private final Scope scope;
  private final Scope proxymap;
  private final List<Failing> failings = new ArrayList<>();

  private ProxiedTables(Scope scope, Scope proxymap) {
    // No host's name is a table.
    this.scope = scope.onAnyHost();
    this.proxymap = proxymap.onAnyHost();
  }

  /**
   * Those that are refused.
   *
   * @param proxymap the parameters as the proxymap service reads them
   */
  public static List<Failing> refused(Scope scope, Scope proxymap) {
    ProxiedTables tables = new ProxiedTables(scope, proxymap);
    // Where nothing is written, it names those that are in use by default.
    boolean isRestricted = proxymap.written(APPROVED).isPresent();
    OpenedTables.ofSmtpd(scope, isRestricted).forEach(tables::look);
    return tables.failings;
  }

  private void look(String parameter) {
    Fact<String> value = scope.value(parameter);
    if (value.possibilities().stream().allMatch(text -> proxied(text).isEmpty())) {
      return;
    }
    Fact<Set<String>> approved = proxymap.value(APPROVED).map(ProxiedTables::proxied);
    Fact<Boolean> refused =
        value.flatMap(text -> approved.map(known -> !known.containsAll(proxied(text))));
    if (refused.possibilities().contains(true)) {
      String why =
          "the proxymap service refuses a table of %s, which proxy_read_maps does not name"
              .formatted(parameter);
      failings.add(new Failing(refused, why, refused.origins()));
    }
  }

  /** The tables in a list that are proxied, also as parts of others, without the words for that. */
  private static Set<String> proxied(String list) {
    Set<String> found = new HashSet<>();
    for (String element : Text.elements(list)) {
      String table = element;
      while (table.startsWith(OpenedTables.PROXY)) {
        table = table.substring(OpenedTables.PROXY.length());
      }
      if (table.length() < element.length() && table.indexOf(':') >= 0) {
        found.add(table);
      }
      OpenedTables.inner(element).ifPresent(parts -> found.addAll(proxied(parts)));
    }
    return found;
  }
}
