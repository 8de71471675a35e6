package dev.postern.postfix.relay;

import dev.postern.fact.Fact;
import dev.postern.postfix.settings.Scope;
import dev.postern.postfix.table.Lookup;
import java.util.List;

/**
 * Addresses in the host's own domains that nobody has, of which smtpd takes no mail unless told
 * otherwise (check_rcpt_maps() of smtpd_check.c).
 *
 * @param destinations the parameters as trivial-rewrite reads them, which tells the classes
 */
record UnlistedRecipients(Scope scope, Scope destinations) {
  private static final List<String> LISTS =
      List.of("smtpd_relay_restrictions", "smtpd_recipient_restrictions");

  private static final Fact<Boolean> NOT_ASKED = Fact.known(false);

  /** Whether smtpd looks for the recipient among those who have addresses. */
  Fact<Boolean> areLookedFor() {
    return demands("reject_unlisted_recipient")
        ? Fact.known(true)
        : scope.yes("smtpd_reject_unlisted_recipient");
  }

  /** Whether the lists about recipients have a restriction that lets nobody by. */
  boolean demands(String restriction) {
    return LISTS.stream()
        .map(list -> scope.value(list).toOptional().orElse(""))
        .anyMatch(list -> RestrictionList.demands(list, restriction));
  }

  /**
   * Whether an address is refused, for good or for now, since it is in no table of its class. Of
   * users of the host itself some are always there, postmaster for one.
   */
  Fact<Boolean> refuse(String user, String domain) {
    Fact<Boolean> looks = areLookedFor();
    return looks.is(false)
        ? looks
        : Fact.and(
            looks,
            Destinations.classOf(destinations, domain)
                .flatMap(
                    of ->
                        of.filter(one -> one != AddressClass.LOCAL)
                            .map(one -> isMissing(one, user, domain))
                            .orElse(NOT_ASKED)));
  }

  private Fact<Boolean> isMissing(AddressClass of, String user, String domain) {
    List<String> keys = of.keys(user, domain);
    for (String tables : AddressClass.REWRITTEN) {
      Fact<Lookup> found = AddressClass.first(scope, tables, keys);
      if (!found.is(Lookup.NOTHING)) {
        return isNotFound(found);
      }
    }
    if (of.users().isEmpty()) {
      return Fact.known(true);
    }
    return scope.value(of.users()).is("")
        ? NOT_ASKED
        : isNotFound(AddressClass.first(scope, of.users(), keys));
  }

  /** What cannot be asked is refused for now. */
  private static Fact<Boolean> isNotFound(Fact<Lookup> answer) {
    return answer.map(found -> !(found instanceof Lookup.Found));
  }
}
