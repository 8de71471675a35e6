package dev.postern.firewall.nftables.syntax;

import dev.postern.net.Family;
import java.util.EnumSet;
import java.util.Set;

/** The families of tables. */
public final class Families {
  private Families() {}

  /** Whether a word names a family of tables. */
  public static boolean isFamily(String word) {
    return switch (word) {
      case "ip", "ip6", "inet", "arp", "bridge", "netdev" -> true;
      default -> false;
    };
  }

  /** Whether the kernel shows a packet for this host itself to the tables of a family. */
  public static boolean seesPackets(String family) {
    return !family.equals("arp") && !family.equals("bridge");
  }

  /** The families of addresses of which packets are seen. */
  public static Set<Family> of(String family) {
    return switch (family) {
      case "ip" -> EnumSet.of(Family.V4);
      case "ip6" -> EnumSet.of(Family.V6);
      default -> EnumSet.allOf(Family.class);
    };
  }
}
