package dev.postern.dovecot;

import dev.postern.dovecot.settings.DovecotSettings;
import dev.postern.dovecot.settings.Filter;
import dev.postern.dovecot.settings.Net;
import dev.postern.dovecot.settings.Scope;
import dev.postern.dovecot.settings.View;
import dev.postern.dovecot.syntax.Written;
import dev.postern.net.Family;
import dev.postern.net.Networks;
import dev.postern.net.Prefix;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Clients of a listener for whom the same settings hold.
 *
 * @param address what they dialled: the listener's, or the narrower one of a filter
 * @param clients {@link Networks#ANY} outside the filters that speak of clients
 */
record ClientGroup(Scope scope, String address, List<Family> families, Networks clients) {
  private static final List<String> LOGIN_SETTINGS =
      List.of(
          "ssl",
          "ssl_cert",
          "ssl_key",
          "ssl_alt_cert",
          "ssl_min_protocol",
          "ssl_protocols",
          "ssl_cipher_list",
          "ssl_cipher_suites",
          "ssl_curve_list",
          "ssl_dh",
          "ssl_options",
          "ssl_prefer_server_ciphers",
          "ssl_verify_client_cert",
          "auth_ssl_require_client_cert",
          "disable_plaintext_auth",
          "login_trusted_networks",
          "haproxy_trusted_networks");

  /** Everybody first, then the groups of which a filter makes a difference. */
  static List<ClientGroup> of(DovecotSettings settings, Scope base, Bind bind) {
    Scope here = bind.one().map(base::withLocal).orElse(base);
    TreeSet<Prefix> locals = new TreeSet<>();
    TreeSet<Prefix> remotes = new TreeSet<>();
    for (Filter filter : settings.filters()) {
      if (filter.matchesProtocol(base.protocol())) {
        filter.local().filter(n -> n.bits() > 0).map(Net::prefix).ifPresent(locals::add);
        filter.remote().filter(n -> n.bits() > 0).map(Net::prefix).ifPresent(remotes::add);
      }
    }
    Map<String, ClientGroup> groups = new LinkedHashMap<>();
    List<ClientGroup> result = new ArrayList<>();
    ClientGroup everybody = new ClientGroup(here, bind.text(), bind.families(), Networks.ANY);
    addWithRemotes(settings, everybody, remotes, result, Optional.empty());
    if (bind.one().isEmpty()) {
      for (Prefix local : locals) {
        if (bind.families().contains(local.family())) {
          String text =
              local.length() == local.family().bits() ? local.base().toString() : local.toString();
          ClientGroup dialled =
              new ClientGroup(base.withLocal(local), text, List.of(local.family()), Networks.ANY);
          Scope wider = narrowestAround(local, locals).map(base::withLocal).orElse(everybody.scope);
          addWithRemotes(settings, dialled, remotes, result, Optional.of(wider));
        }
      }
    }
    for (ClientGroup group : result) {
      groups.putIfAbsent(group.address + " " + group.clients, group);
    }
    return List.copyOf(groups.values());
  }

  private static void addWithRemotes(
      DovecotSettings settings,
      ClientGroup group,
      TreeSet<Prefix> remotes,
      List<ClientGroup> result,
      Optional<Scope> wider) {
    if (wider.isEmpty() || group.differs(settings, wider.get())) {
      result.add(group);
    }
    for (Prefix remote : remotes) {
      if (group.families.contains(remote.family())) {
        ClientGroup narrow =
            new ClientGroup(
                group.scope.withRemote(remote),
                group.address,
                List.of(remote.family()),
                Networks.of(remote));
        Scope around =
            narrowestAround(remote, remotes).map(group.scope::withRemote).orElse(group.scope);
        // Both are wider groups that this one is of: it has to be told when it is unlike either.
        if (narrow.differs(settings, around)
            || wider.filter(w -> narrow.differs(settings, w.withRemote(remote))).isPresent()) {
          result.add(narrow);
        }
      }
    }
  }

  private static Optional<Prefix> narrowestAround(Prefix one, TreeSet<Prefix> all) {
    return all.stream()
        .filter(other -> other.length() < one.length() && other.contains(one))
        .reduce((a, b) -> a.length() >= b.length() ? a : b);
  }

  private boolean differs(DovecotSettings settings, Scope other) {
    View mine = settings.seenBy(scope);
    View theirs = settings.seenBy(other);
    return !mine.failure().equals(theirs.failure())
        || LOGIN_SETTINGS.stream()
            .anyMatch(
                key ->
                    !mine.written(key)
                        .map(Written::text)
                        .equals(theirs.written(key).map(Written::text)));
  }
}
