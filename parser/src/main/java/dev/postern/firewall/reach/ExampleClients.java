package dev.postern.firewall.reach;

import dev.postern.net.Address;
import dev.postern.net.AddressSet;
import dev.postern.posture.network.Exposure.WitnessPacket;
import java.util.List;
import java.util.Optional;

/** Single clients who stand for all of an answer. */
final class ExampleClients {
  /** Clients an example is taken from before any other: RFC 5737, RFC 3849. */
  private static final List<String> DOCUMENTATION =
      List.of("203.0.113.7", "198.51.100.7", "192.0.2.7", "2001:db8::7");

  private final List<Sweep> sweeps;

  ExampleClients(List<Sweep> sweeps) {
    this.sweeps = sweeps;
  }

  /** One of a set of addresses; empty when it has none. */
  static Optional<Address> of(AddressSet set) {
    for (String text : DOCUMENTATION) {
      Optional<Address> address = Address.parse(text).filter(set::contains);
      if (address.isPresent()) {
        return address;
      }
    }
    return set.ranges().stream()
        .findFirst()
        .map(
            run -> {
              boolean isBase = (run.first().low() & 0xFF) == 0 && !run.first().equals(run.last());
              return isBase ? run.first().next() : run.first();
            });
  }

  /** A client who gets in. */
  Optional<WitnessPacket> witness(AddressSet sure) {
    return of(sure)
        .flatMap(
            address ->
                surely(address).map(sweep -> new WitnessPacket(address.toString(), sweep.iface())));
  }

  /** The way of one client alone, first of whom one gets in, then of who may. */
  Optional<Sweep> way(AddressSet sure, AddressSet undecided, AddressSet everybody) {
    return sweeps.isEmpty()
        ? Optional.empty()
        : of(sure)
            .or(() -> of(undecided))
            .or(() -> of(everybody))
            .map(client -> lettingIn(client).only(AddressSet.of(client)));
  }

  private Optional<Sweep> surely(Address client) {
    for (Sweep sweep : sweeps) {
      if (sweep.surely().contains(client)) {
        return Optional.of(sweep);
      }
    }
    return Optional.empty();
  }

  /** The first that lets a client in, or may; the first of all when none does. */
  private Sweep lettingIn(Address client) {
    Optional<Sweep> surely = surely(client);
    if (surely.isPresent()) {
      return surely.get();
    }
    for (Sweep sweep : sweeps) {
      if (sweep.possibly().contains(client)) {
        return sweep;
      }
    }
    return sweeps.get(0);
  }
}
