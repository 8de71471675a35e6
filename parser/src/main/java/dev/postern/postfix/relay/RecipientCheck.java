package dev.postern.postfix.relay;

import dev.postern.fact.Fact;
import dev.postern.fact.Origin;
import dev.postern.net.Breadth;
import dev.postern.net.Networks;
import dev.postern.postfix.settings.Scope;
import dev.postern.postfix.table.Lookup;
import dev.postern.posture.mail.Recipients;
import dev.postern.posture.mail.SmtpRelay.TrustedBy;
import java.util.List;

/** For whom one smtpd takes mail (check_rcpt_maps() of smtpd_check.c). */
public final class RecipientCheck implements Recipients {
  /** Nobody is called so. */
  private static final String NOBODY = "no-such-user-here";

  private final Scope scope;
  private final Scope destinations;
  private final RelayCheck relay;
  private final UnlistedRecipients unlisted;
  private final Fact<Boolean> logins;
  private final Origin listener;

  /**
   * The check of one smtpd.
   *
   * @param destinations the parameters as trivial-rewrite reads them
   * @param logins whether it takes logins
   * @param listener the entry that listens
   */
  public RecipientCheck(
      Scope scope, Scope destinations, RelayCheck relay, Fact<Boolean> logins, Origin listener) {
    this.scope = scope;
    this.destinations = destinations;
    this.relay = relay;
    this.unlisted = new UnlistedRecipients(scope, destinations);
    this.logins = logins;
    this.listener = listener;
  }

  @Override
  public Fact<Boolean> forDomains() {
    Fact<Boolean> any = Fact.known(false);
    for (AddressClass each : AddressClass.values()) {
      any = Fact.or(any, each.domains(destinations).map(domains -> !domains.isEmpty()));
    }
    return any;
  }

  @Override
  public Fact<Boolean> unknownTaken() {
    if (unlisted.demands("reject_unverified_recipient")) {
      return Fact.known(false);
    }
    Fact<Boolean> any = Fact.known(false);
    for (AddressClass each : AddressClass.values()) {
      Fact<List<String>> domains = each.domains(destinations);
      any =
          Fact.or(
              any,
              domains.isKnown()
                  ? inOne(each, domains.toOptional().orElseThrow())
                  : domains.flatMap(list -> inOne(each, list)));
    }
    return any;
  }

  private Fact<Boolean> inOne(AddressClass of, List<String> domains) {
    List<String> local = AddressClass.LOCAL.domains(destinations).toOptional().orElse(List.of());
    Fact<Boolean> any = Fact.known(false);
    for (String domain : domains) {
      boolean asked = of == AddressClass.LOCAL || !local.contains(domain);
      if (asked && !any.is(true)) {
        any = Fact.or(any, given(relay.takes(NOBODY + "@" + domain), taken(of, domain)));
      }
    }
    return any;
  }

  /** Both; where the first holds, what matters is the second. */
  private static Fact<Boolean> given(Fact<Boolean> first, Fact<Boolean> second) {
    return first.is(true) ? second : Fact.and(first, second);
  }

  /** Whether smtpd knows no better than that somebody has an address that nobody has. */
  private Fact<Boolean> taken(AddressClass of, String domain) {
    List<String> keys = of.keys(NOBODY, domain);
    for (String tables : AddressClass.REWRITTEN) {
      Fact<Lookup> found = AddressClass.first(scope, tables, keys);
      if (found instanceof Fact.Unknown<Lookup> unknown) {
        return Fact.unknown(unknown.reason(), unknown.origins());
      }
      if (found.toOptional().orElse(Lookup.NOTHING) instanceof Lookup.Found other) {
        // Into another domain under the same name: nobody has looked for it there.
        return Fact.known(other.value().startsWith("@"), found.origins());
      }
    }
    Fact<Boolean> taken = Fact.or(Fact.not(unlisted.areLookedFor()), takenUnlisted(of, keys));
    // What goes to somebody in the end is not returned.
    return of == AddressClass.LOCAL
        ? given(scope.value("luser_relay").map(String::isEmpty), taken)
        : taken;
  }

  private Fact<Boolean> takenUnlisted(AddressClass of, List<String> keys) {
    if (of == AddressClass.ALIAS) {
      return Fact.known(false);
    }
    Fact<String> tables = scope.value(of.users());
    if (tables.is("")) {
      return Fact.known(true, tables.origins());
    }
    Fact<Lookup> found = AddressClass.first(scope, of.users(), keys);
    if (found instanceof Fact.Unknown<Lookup> unknown) {
      return of == AddressClass.LOCAL
          ? Fact.known(
              false, new Origin.Assumption("no table of the host's own users holds every name"))
          : Fact.unknown(unknown.reason(), unknown.origins());
    }
    return found.map(answer -> answer instanceof Lookup.Found && of != AddressClass.MAILBOX);
  }

  @Override
  public Fact<Boolean> postmaster() {
    return new Postmaster(scope, destinations).everywhere();
  }

  @Override
  public Fact<Boolean> relayedByTable() {
    return relay.relaysByTable();
  }

  /**
   * Whether a stranger's mail is taken for a server behind this one with a recipient that names the
   * way further on, as {@code user%foreign.example@own.example} (permit_auth_destination()).
   */
  public Fact<Boolean> routedOn() {
    Fact<Boolean> follows = scope.yes("allow_untrusted_routing");
    return follows.is(false) ? follows : Fact.and(follows, takenFor(AddressClass.RELAY));
  }

  private Fact<Boolean> takenFor(AddressClass of) {
    return of.domains(destinations).flatMap(list -> inOne(of, list));
  }

  @Override
  public Fact<Boolean> servesNobody() {
    Fact<TrustedBy> by = relay.trustedBy();
    Fact<Boolean> alone =
        by.is(TrustedBy.HOST)
            ? Fact.known(true, by.origins())
            : relay.trusted().map(Networks::breadth).map(RecipientCheck::isItself);
    Fact<Boolean> others = Fact.or(relayedByTable(), Fact.known(relay.certificates().asked()));
    Fact<Boolean> nobody =
        Fact.and(Fact.not(Fact.or(forDomains(), logins)), Fact.and(alone, Fact.not(others)));
    return nobody.is(true) ? nobody.from(List.of(listener)) : nobody;
  }

  private static boolean isItself(Breadth reach) {
    return reach.compareTo(Breadth.LOOPBACK) <= 0;
  }
}
