package dev.postern.dovecot.settings;

import dev.postern.net.Address;
import dev.postern.net.Family;
import dev.postern.net.Prefix;
import dev.postern.net.ShortAddress;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A network as a filter writes it; unlike a {@link Prefix} it keeps the bits below its length,
 * since doveconf prints them.
 *
 * @param bits 0 matches every address, of either family
 * @param zone behind a link-local address, as 2.4 prints it: {@code %lo}; empty behind others
 */
public record Net(Address address, int bits, String zone) {
  /** What stands before an IPv4 address that is mapped to IPv6. */
  private static final long MAPPED = 0xFFFF;

  /** The host's own interface, which every host has, by its name or number. */
  private static final Pattern OWN_ZONE =
      Pattern.compile("(\\[?[fF][eE][89aAbB][0-9a-fA-F]:[^%]*)%(?:lo|1)(\\]?(?:/.*)?)");

  Net(Address address, int bits) {
    this(address, bits, "");
  }

  /**
   * Reads {@code 10.0.0.0/8}, {@code 10.1}, {@code [::1]} as net_parse_range() does; empty for
   * names of hosts.
   */
  public static Optional<Net> parse(String text) {
    String plain = withoutZone(text);
    return plain.equals(text)
        ? parsePlain(text)
        : parsePlain(plain).map(net -> new Net(net.address, net.bits, "%lo"));
  }

  /** Of a link-local address on the host's own interface the address alone, as 2.3 takes it. */
  public static String withoutZone(String text) {
    return OWN_ZONE.matcher(text).replaceFirst("$1$2");
  }

  private static Optional<Net> parsePlain(String text) {
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
    return bits == 0 ? this : new Net(address, address.family().bits(), zone);
  }

  boolean contains(Net inner) {
    return bits == 0 || (inner.bits >= bits && prefix().contains(inner.address));
  }

  /** As doveconf prints it: a whole address without its length. */
  @Override
  public String toString() {
    String text = mixed(address) + zone;
    return bits == address.family().bits() ? text : text + "/" + bits;
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
