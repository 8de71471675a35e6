package dev.postern.postfix.client;

import dev.postern.fact.Fact;
import dev.postern.fact.Origin;
import dev.postern.net.Family;
import dev.postern.postfix.settings.Scope;
import dev.postern.postfix.start.Failing;
import dev.postern.postfix.start.Listening;
import dev.postern.postfix.start.OpenedTables;
import dev.postern.postfix.syntax.MasterEntry;
import dev.postern.postfix.syntax.Text;
import dev.postern.postfix.table.HostAddresses;
import dev.postern.postfix.tls.TlsSetup;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Why an SMTP or LMTP client ends as it starts, and all its mail stays in the queue (pre_init() and
 * post_init() of smtp/smtp.c, smtp_sasl_initialize()).
 */
final class ClientHealth {
  private static final Set<Boolean> EITHER = new LinkedHashSet<>(List.of(true, false));

  private final MasterEntry entry;
  private final Scope scope;
  private final List<Failing> failings = new ArrayList<>();

  private ClientHealth(MasterEntry entry, Scope scope) {
    this.entry = entry;
    this.scope = scope;
  }

  /** What is wrong with a client; empty where it works for all that is known. */
  static List<Failing> of(MasterEntry entry, Scope scope, ClientTls tls, TlsSetup setup) {
    ClientHealth health = new ClientHealth(entry, scope);
    health.ofEntry();
    health.failings.addAll(Failing.ofTypes(entry.program(), entry, scope));
    health.failings.addAll(OpenedTables.nameless(entry.program(), scope));
    if (scope.value(entry.program() + "_tls_policy_maps").is("")) {
      OpenedTables.namelessIn(entry.program() + "_tls_per_site", scope)
          .ifPresent(health.failings::add);
    }
    health.ofLogin();
    health.ofAddresses();
    for (Failing failing : setup.failings()) {
      failing.where(tls.isInitialised()).ifPresent(health.failings::add);
    }
    return health.failings;
  }

  private void ofEntry() {
    failings.addAll(Failing.ofEntry(entry, scope));
    entry
        .operand()
        .filter(word -> !word.startsWith("flags="))
        .map(word -> "unknown attribute name: " + Text.quoted(word))
        .map(why -> new Failing(Fact.known(true), why, List.of(entry.origin())))
        .ifPresent(failings::add);
  }

  private void ofLogin() {
    String prefix = entry.program();
    Fact<Boolean> logsIn = scope.yes(prefix + "_sasl_auth_enable");
    String passwords = prefix + "_sasl_password_maps";
    add(
        Fact.and(logsIn, scope.value(passwords).map(String::isEmpty)),
        "specify a password table via the `" + passwords + "' configuration parameter");
    if (logsIn.is(true)) {
      OpenedTables.namelessIn(passwords, scope).ifPresent(failings::add);
    }
    // Of what Postfix is built with, Cyrus SASL alone has a client (xsasl_client.c).
    String type = prefix + "_sasl_type";
    add(
        Fact.and(logsIn, scope.value(type).map(name -> !name.equals("cyrus"))),
        "unsupported SASL client implementation: "
            + Text.quoted(scope.value(type).toOptional().orElse("?"))
            + " in "
            + type);
  }

  /** What it cannot send from ends it at a server of that family (smtp/smtp_connect.c). */
  private void ofAddresses() {
    Fact<List<Integer>> spoken = scope.value("inet_protocols").map(Listening::families);
    for (Family family : Family.values()) {
      String name = entry.program() + "_bind_address" + (family == Family.V6 ? "6" : "");
      Fact<Boolean> wrong =
          scope.value(name).map(text -> !text.isEmpty() && HostAddresses.number(text).isEmpty());
      Fact<Boolean> meets =
          spoken.flatMap(
              families ->
                  families.equals(Listening.BOTH)
                      ? Fact.oneOf(EITHER, "servers of both families are asked", List.of())
                      : Fact.known(families.contains(family.number())));
      if (wrong.is(true)) {
        add(
            Fact.and(wrong, meets),
            "bad %s parameter: %s"
                .formatted(name, Text.quoted(scope.value(name).toOptional().orElse(""))));
      }
    }
  }

  private void add(Fact<Boolean> dies, String why) {
    if (dies.possibilities().contains(true)) {
      List<Origin> origins = dies.origins();
      failings.add(new Failing(dies, why, origins));
    }
  }
}
