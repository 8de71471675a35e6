package dev.postern.postfix.relay;

import dev.postern.fact.Fact;
import dev.postern.postfix.settings.Scope;
import dev.postern.postfix.syntax.Text;
import dev.postern.postfix.table.Lookup;
import dev.postern.source.SourceFile;
import java.util.List;
import java.util.Optional;

/** Whether mail to postmaster finds somebody, which RFC 5321 section 4.5.1 demands. */
final class Postmaster {
  private static final String NAME = "postmaster";

  private final Scope scope;
  private final Scope destinations;

  Postmaster(Scope scope, Scope destinations) {
    this.scope = scope;
    this.destinations = destinations;
  }

  /** At each domain whose mail is delivered here; of what is relayed the next host decides. */
  Fact<Boolean> everywhere() {
    Fact<Boolean> all = Fact.known(true);
    for (AddressClass each : AddressClass.values()) {
      if (each != AddressClass.RELAY) {
        all = Fact.and(all, each.domains(destinations).flatMap(domains -> inEach(each, domains)));
      }
    }
    return all;
  }

  private Fact<Boolean> inEach(AddressClass of, List<String> domains) {
    Fact<Boolean> all = Fact.known(true);
    for (String domain : domains) {
      all = Fact.and(all, in(of, domain));
    }
    return all;
  }

  private Fact<Boolean> in(AddressClass of, String domain) {
    List<String> keys = of.keys(NAME, domain);
    Fact<Boolean> has = Fact.known(false);
    for (String tables : AddressClass.REWRITTEN) {
      has = Fact.or(has, found(AddressClass.first(scope, tables, keys)));
    }
    return switch (of) {
      case LOCAL -> Fact.or(has, onHost());
      case MAILBOX -> Fact.or(has, hasMailbox(of.users(), keys));
      default -> has;
    };
  }

  private static Fact<Boolean> found(Fact<Lookup> answer) {
    return answer.map(Lookup.Found.class::isInstance);
  }

  private Fact<Boolean> hasMailbox(String tables, List<String> keys) {
    return scope
        .value(tables)
        .flatMap(
            list ->
                list.isEmpty()
                    ? Fact.unknown(tables + " is empty: who delivers knows who has a mailbox")
                    : found(AddressClass.first(scope, tables, keys)));
  }

  /** An alias or an account of the system, or somebody for whom another program delivers. */
  private Fact<Boolean> onHost() {
    Fact<Boolean> has = scope.value("luser_relay").map(relay -> !relay.isEmpty());
    for (String transport : List.of("mailbox_transport", "fallback_transport")) {
      has =
          Fact.or(
              has,
              scope
                  .value(transport)
                  .flatMap(
                      text ->
                          text.isEmpty()
                              ? Fact.known(false)
                              : Fact.unknown(transport + " decides who has a mailbox")));
    }
    return Fact.or(
        has, Fact.or(scope.value("alias_maps").flatMap(this::alias), Fact.known(hasAccount())));
  }

  private Fact<Boolean> alias(String tables) {
    Fact<Boolean> has = Fact.known(false);
    for (String name : Text.elements(tables)) {
      has = Fact.or(has, found(scope.machine().aliases(name).find(NAME)));
    }
    return has;
  }

  private boolean hasAccount() {
    Optional<SourceFile> accounts = scope.machine().read("/etc/passwd");
    for (int number = 1; number <= accounts.map(SourceFile::lines).orElse(0); number++) {
      if (accounts.orElseThrow().line(number).startsWith(NAME + ":")) {
        return true;
      }
    }
    return false;
  }
}
