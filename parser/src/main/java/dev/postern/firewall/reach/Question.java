package dev.postern.firewall.reach;

import dev.postern.net.Address;
import dev.postern.net.AddressSet;
import dev.postern.net.Family;
import dev.postern.net.Networks;
import dev.postern.net.Prefix;
import java.util.List;
import java.util.Optional;

/**
 * Who gets through to a port.
 *
 * @param port of TCP
 * @param bind the one address the listener is bound to; empty for all of the family's
 * @param outside the clients that count; loopback addresses among them never arrive from outside
 * @param iface the interface they arrive on; empty for every one but {@code lo}
 */
public record Question(
    int port, Family family, Optional<Address> bind, Networks outside, Optional<String> iface) {

  /**
   * Addresses no host has: RFC 6890, RFC 4291. Linux drops what comes from them before any chain of
   * the hook INPUT: ip_route_input_slow(), ip6_rcv_core().
   */
  private static final List<String> NOBODYS =
      List.of(
          "0.0.0.0/8", "224.0.0.0/4", "255.255.255.255/32", "::/128", "::ffff:0:0/96", "ff00::/8");

  /** Everybody's way to a port of all addresses. */
  public static Question anybody(int port, Family family) {
    return new Question(port, family, Optional.empty(), Networks.ANY, Optional.empty());
  }

  /** The same for clients of some networks alone. */
  public Question from(Networks clients) {
    return new Question(port, family, bind, clients, iface);
  }

  /** The same for packets that arrive on one interface. */
  public Question arrivingOn(String name) {
    return new Question(port, family, bind, outside, Optional.of(name));
  }

  /** The same for a listener that is bound to one address. */
  public Question boundTo(Address address) {
    return new Question(port, family, Optional.of(address), outside, iface);
  }

  Question toAnyAddress() {
    return new Question(port, family, Optional.empty(), outside, iface);
  }

  Question dialling(int otherPort) {
    return new Question(otherPort, family, bind, outside, iface);
  }

  /** The clients that count and can arrive. */
  AddressSet clients() {
    return AddressSet.of(family, outside).minus(nobodys()).minus(loopback());
  }

  /** Addresses that no host has, without those of loopback. */
  AddressSet nobodys() {
    AddressSet nobodys = AddressSet.none(family);
    for (String text : NOBODYS) {
      Prefix prefix = Prefix.parse(text).orElseThrow();
      if (prefix.family() == family) {
        nobodys = nobodys.union(AddressSet.of(prefix));
      }
    }
    return nobodys;
  }

  private AddressSet loopback() {
    return AddressSet.of(family == Family.V4 ? Prefix.LOOPBACK_V4 : Prefix.LOOPBACK_V6);
  }

  /** The addresses the clients may dial. */
  AddressSet own() {
    AddressSet all = AddressSet.all(family).minus(nobodys()).minus(loopback());
    return bind.map(
            address ->
                address.family() == family
                    ? all.intersect(AddressSet.of(address))
                    : AddressSet.none(family))
        .orElse(all);
  }
}
