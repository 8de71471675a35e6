package dev.postern.firewall.reach;

import dev.postern.net.Address;
import dev.postern.net.AddressSet;
import dev.postern.net.Family;
import dev.postern.net.Prefix;

/** The addresses that strangers come from. */
public final class Internet {
  /** The only addresses of IPv6 that are given out: IANA's registry of global unicast space. */
  private static final AddressSet V6 =
      AddressSet.of(new Prefix(new Address(Family.V6, 0x2000L << 48, 0), 3));

  private Internet() {}

  /**
   * Whether clients are the world at large: all but some who are kept out, not some who are let in.
   */
  public static boolean isMostIn(AddressSet clients) {
    Family family = clients.family();
    return clients.isMostOf(family == Family.V4 ? AddressSet.all(family) : V6);
  }
}
