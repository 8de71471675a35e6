package dev.postern.firewall.walk;

import dev.postern.fact.Fact;
import dev.postern.firewall.model.Table;
import java.util.List;

/**
 * What a host tells beside its rules.
 *
 * @param loopback what becomes of connections that rules send on to loopback addresses
 * @param peers who comes by its tunnels
 * @param addresses which addresses are its own
 * @param lacksIpv6 whether its kernel takes no packet of IPv6
 */
public record Surroundings(
    LoopbackRouting loopback, TunnelPeers peers, HostAddresses addresses, Fact<Boolean> lacksIpv6) {
  /** Of a host whose files tell nothing. */
  public static final Surroundings UNKNOWN =
      new Surroundings(
          LoopbackRouting.unknown(), TunnelPeers.UNKNOWN, HostAddresses.UNKNOWN, Fact.known(false));

  /** What the kernel does with packets before any filter is asked, as chains before all others. */
  public List<Table> kernel() {
    return lacksIpv6.is(false) ? List.of() : List.of(Table.withoutIpv6(lacksIpv6));
  }
}
