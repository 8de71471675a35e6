package dev.postern.dovecot.settings;

import dev.postern.net.Address;
import dev.postern.net.Family;
import dev.postern.net.Prefix;
import dev.postern.net.ShortAddress;
import java.util.Optional;

/**
 * A network as a filter writes it; unlike a {@link Prefix} it keeps the bits below its length,
 * since doveconf prints them.
 *
 * @param bits 0 matches every address, of either family
 */
public record Net(Address address, int bits) {
  /** What stands before an IPv4 address that is mapped to IPv6. */
  private static final long MAPPED = 0xFFFF;

  /**
   * Reads {@code 10.0.0.0/8}, {@code 10.1}, {@code [::1]} as net_parse_range() does; empty for
   * names of hosts.
   */
  public static Optional<Net> parse(String text) {
    int slash = text.indexOf('/');
    if (slash < 0) {
      return address(text).map(address -> new Net(address, address.family().bits()));
    }
    int bits = bits(text.substring(slash + 1));
    return address(text.substring(0, slash))
        .filter(address -> bits >= 0 && bits <= address.family().bits())
        .map(address -> new Net(address, bits));
  }

  private static int bits(String digits) {
    boolean number = !digits.isEmpty() && digits.length() < 9;
    return number && digits.chars().allMatch(c -> c >= '0' && c <= '9')
        ? Integer.parseInt(digits)
        : -1;
  }

  /** A single address in numbers (net_addr2ip()); only IPv6 may stand in brackets. */
  static Optional<Address> address(String text) {
    boolean v6 = text.indexOf(':') >= 0;
    boolean numbers = v6 || !text.startsWith("[");
    return numbers
        ? Address.parse(text).or(() -> v6 ? Optional.empty() : ShortAddress.parse(text))
        : Optional.empty();
  }

  public Prefix prefix() {
    return new Prefix(address, bits);
  }

  /** The address alone; one that matches all still does. */
  Net whole() {
    return bits == 0 ? this : new Net(address, address.family().bits());
  }

  boolean contains(Net inner) {
    return bits == 0 || (inner.bits >= bits && prefix().contains(inner.address));
  }

  /** As doveconf prints it: a whole address without its length. */
  @Override
  public String toString() {
    return bits == address.family().bits() ? mixed(address) : mixed(address) + "/" + bits;
  }

  /** As inet_ntop(3) writes it: an IPv4 address below twelve bytes that are zero or mapped. */
  private static String mixed(Address address) {
    long start = address.low() >>> 32;
    boolean compatible = start == 0 && address.low() >>> 16 != 0;
    return address.family() == Family.V6 && address.high() == 0 && (compatible || start == MAPPED)
        ? (compatible ? "::" : "::ffff:") + Address.v4(address.low())
        : address.toString();
  }
}
