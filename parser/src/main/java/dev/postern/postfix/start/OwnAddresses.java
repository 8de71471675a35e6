package dev.postern.postfix.start;

import dev.postern.fact.Fact;
import dev.postern.net.Address;
import dev.postern.net.Family;
import dev.postern.net.Prefix;
import dev.postern.postfix.settings.Scope;
import dev.postern.postfix.syntax.HostName;
import dev.postern.postfix.syntax.Text;
import dev.postern.postfix.table.Machine;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The addresses of the host by inet_interfaces: over a name without an address, or an address that
 * no interface has, every program ends (own_inet_addr_init() of global/own_inet_addr.c). That an
 * address which may be one of the host's is one is taken for granted.
 */
final class OwnAddresses {
  static final String INTERFACES = "inet_interfaces";
  static final String PROTOCOLS = "inet_protocols";
  private static final List<String> KEYWORDS = List.of("all", "loopback-only");
  private static final Set<Boolean> EITHER = new LinkedHashSet<>(List.of(true, false));
  private static final Prefix MAPPED = new Prefix(new Address(Family.V6, 0, 0xFFFF_0000_0000L), 96);
  private static final List<String> NO_INTERFACE = List.of("0.0.0.0", "::");

  private OwnAddresses() {}

  /** Why every program ends or, where DNS decides, may end. */
  static Optional<Failing> failing(Scope scope) {
    Fact<String> interfaces = scope.value(INTERFACES);
    String value = interfaces.toOptional().orElse("all");
    if (KEYWORDS.contains(value)) {
      return Optional.empty();
    }
    Fact<String> protocols = scope.value(PROTOCOLS);
    Optional<Failing> doubt = Optional.empty();
    for (String word : Text.elements(value)) {
      Fact<Boolean> lacks = lacks(Listening.bare(word), protocols, scope.machine());
      if (lacks.mayBe(true)) {
        Failing failing =
            new Failing(
                lacks,
                NO_INTERFACE.contains(Listening.bare(word))
                    ? "parameter inet_interfaces: no local interface found for " + word
                    : "config variable inet_interfaces: host not found: " + Text.quoted(word),
                interfaces.origins().isEmpty() ? protocols.origins() : interfaces.origins());
        if (lacks.is(true)) {
          return Optional.of(failing);
        }
        doubt = doubt.or(() -> Optional.of(failing));
      }
    }
    return doubt;
  }

  private static Fact<Boolean> lacks(String host, Fact<String> protocols, Machine machine) {
    return NO_INTERFACE.contains(host) ? Fact.known(true) : hasNone(host, protocols, machine);
  }

  /** Whether a host has no address of the families that are used; unknown where DNS decides. */
  static Fact<Boolean> hasNone(String host, Fact<String> protocols, Machine machine) {
    List<Address> addresses = machine.addresses(host);
    if (addresses.isEmpty()) {
      return HostName.isValid(host)
          ? Fact.oneOf(
              EITHER,
              "whether %s has an address is not told by the files, and without one Postfix does not start"
                  .formatted(Text.quoted(host)),
              List.of())
          : Fact.known(true);
    }
    return protocols.map(words -> addresses.stream().noneMatch(isOf(Listening.families(words))));
  }

  /** An address of IPv4 in the form of IPv6 cannot be bound. */
  private static Predicate<Address> isOf(List<Integer> families) {
    return address -> families.contains(address.family().number()) && !MAPPED.contains(address);
  }
}
