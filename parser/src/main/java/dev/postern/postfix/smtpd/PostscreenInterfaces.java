package dev.postern.postfix.smtpd;

import dev.postern.fact.Fact;
import dev.postern.net.Address;
import dev.postern.postfix.settings.NetworkElement;
import dev.postern.postfix.settings.NetworkElement.Match;
import dev.postern.postfix.settings.NetworkList;
import dev.postern.postfix.settings.Scope;
import dev.postern.postfix.start.Listening;
import java.util.List;
import java.util.Optional;

/**
 * The host's addresses where a client that passes the tests is remembered. Only who has been
 * remembered, or stands in the access list, ever comes to smtpd, then at all addresses
 * (postscreen_allowlist_interfaces; postscreen/postscreen.c).
 *
 * @param scope the parameters as postscreen reads them
 * @param addresses where the host's postscreens listen
 */
record PostscreenInterfaces(Scope scope, List<Listening> addresses) {
  /** The second is its name before 3.6. */
  private static final List<String> NAMES =
      List.of("postscreen_allowlist_interfaces", "postscreen_whitelist_interfaces");

  /** Whether no client is ever remembered. */
  Fact<Boolean> rememberNobody() {
    String name = NAMES.get(scope.versions().newest().atLeast("3.6") ? 0 : 1);
    return NetworkList.content(scope, name)
        .flatMap(
            list -> {
              Fact<Boolean> somewhere = Fact.known(false);
              for (Listening bound : addresses) {
                somewhere =
                    Fact.or(somewhere, bound.address().flatMap(place -> holds(list, place)));
              }
              return Fact.not(somewhere);
            });
  }

  /** Of a host that listens at all its addresses nobody knows which these are. */
  private static Fact<Boolean> holds(NetworkList.Content list, String place) {
    Optional<Address> address = place.equals("::") ? Optional.empty() : Address.parse(place);
    return address.isPresent()
        ? list.match(address.get()).map(Match.HOLDS::equals)
        : Fact.known(list.elements().stream().anyMatch(NetworkElement::mayHoldHosts));
  }
}
