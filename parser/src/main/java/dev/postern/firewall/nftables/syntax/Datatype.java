package dev.postern.firewall.nftables.syntax;

/**
 * A type of value, by nft's name for it.
 *
 * @param bits 0 where it depends on the family
 */
public record Datatype(String name, int bits) {
  public static final Datatype PORT = new Datatype("inet_service", 16);
  public static final Datatype IPV4 = new Datatype("ipv4_addr", 32);
  public static final Datatype IPV6 = new Datatype("ipv6_addr", 128);
  public static final Datatype INTEGER = new Datatype("integer", 32);

  /** Types of single bits, which a list joins: datatype.c. */
  public boolean isBits() {
    return switch (name) {
      case "ct_state", "ct_status", "tcp_flag", "ct_label", "ct_event", "bitmask" -> true;
      default -> false;
    };
  }

  public boolean isAddress() {
    return name.equals("ipv4_addr") || name.equals("ipv6_addr");
  }

  /** Whether its values are names, of interfaces for instance. */
  public boolean isText() {
    return name.equals("ifname") || name.equals("string");
  }

  /** The largest value of an integer of so many bits, as far as 63 bits hold it. */
  public long largest() {
    return bits >= 63 || bits == 0 ? Long.MAX_VALUE : (1L << bits) - 1;
  }
}
