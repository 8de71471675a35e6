package dev.postern.posture;

import dev.postern.fact.Fact;
import dev.postern.fact.Origin;
import dev.postern.net.Address;
import dev.postern.posture.service.SoftwareName;
import dev.postern.posture.service.State;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Ports that Dovecot and Postfix both want. Whichever is started second gets "Address already in
 * use" and does not start at all, also where one of the two wants a single address and the other
 * all (tried with Dovecot 2.3.19.1 and Postfix 3.7.11 on Linux).
 */
final class PortConflicts {
  private static final List<String> WILDCARDS = List.of("*", "::");

  private final Set<String> certain = new LinkedHashSet<>();
  private final List<Origin> origins = new ArrayList<>();
  private Optional<Fact.Unknown<Boolean>> doubt = Optional.empty();

  private PortConflicts() {}

  /**
   * One text for each pair of listeners, empty where there is none.
   *
   * @return unknown where no conflict is certain and one is possible
   */
  static Fact<List<String>> among(List<Endpoint> endpoints) {
    PortConflicts conflicts = new PortConflicts();
    for (Endpoint one : endpoints) {
      for (Endpoint other : endpoints) {
        if (one.service().software().is(SoftwareName.DOVECOT)
            && other.service().software().is(SoftwareName.POSTFIX)) {
          conflicts.compare(one, other);
        }
      }
    }
    return conflicts.answer();
  }

  private void compare(Endpoint dovecot, Endpoint postfix) {
    Fact<Boolean> port = dovecot.port().with(postfix.port(), Integer::equals);
    if (port.is(false)) {
      return;
    }
    Fact<Boolean> both =
        Fact.and(
            Fact.and(port, overlap(dovecot, postfix)), Fact.and(isOpen(dovecot), isOpen(postfix)));
    if (both.is(true)) {
      certain.add(
          "%s of Dovecot and %s of Postfix at %s/tcp"
              .formatted(
                  dovecot.service().name().toOptional().orElse("?"),
                  postfix.service().name().toOptional().orElse("?"),
                  postfix.port().toOptional().orElse(0)));
      origins.addAll(both.origins());
    } else if (both instanceof Fact.Unknown<Boolean> unknown && doubt.isEmpty()) {
      doubt = Optional.of(unknown);
    }
  }

  private static Fact<Boolean> isOpen(Endpoint endpoint) {
    return endpoint.state().map(state -> state != State.CLOSED);
  }

  private static Fact<Boolean> overlap(Endpoint one, Endpoint other) {
    Fact<Boolean> family =
        one.families()
            .with(other.families(), (some, more) -> some.stream().anyMatch(more::contains));
    return family.is(false)
        ? family
        : Fact.and(
            family,
            one.address()
                .flatMap(here -> other.address().flatMap(there -> sameAddress(here, there))));
  }

  private static Fact<Boolean> sameAddress(String here, String there) {
    if (WILDCARDS.contains(here) || WILDCARDS.contains(there) || here.equals(there)) {
      return Fact.known(true);
    }
    Optional<Address> one = Address.parse(here);
    Optional<Address> other = Address.parse(there);
    return one.isPresent() && other.isPresent()
        ? Fact.known(one.equals(other))
        : Fact.unknown("the files do not tell whether %s is %s".formatted(here, there));
  }

  private Fact<List<String>> answer() {
    if (!certain.isEmpty()) {
      return Fact.known(List.copyOf(certain), origins);
    }
    return doubt
        .map(unknown -> Fact.<List<String>>unknown(unknown.reason(), unknown.origins()))
        .orElse(Fact.known(List.of()));
  }
}
