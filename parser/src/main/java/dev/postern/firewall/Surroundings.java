package dev.postern.firewall;

/**
 * What a host tells beside its rules.
 *
 * @param loopback what becomes of connections that rules send on to loopback addresses
 * @param peers who comes by its tunnels
 * @param addresses which addresses are its own
 */
public record Surroundings(LoopbackRouting loopback, TunnelPeers peers, HostAddresses addresses) {
  /** Of a host whose files tell nothing. */
  public static final Surroundings UNKNOWN =
      new Surroundings(LoopbackRouting.unknown(), TunnelPeers.UNKNOWN, HostAddresses.UNKNOWN);
}
