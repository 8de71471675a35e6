package dev.postern.net;

import java.util.Optional;

/**
 * A block of addresses. Bits below the length are zero.
 *
 * @param length number of leading bits that are fixed
 */
public record Prefix(Address base, int length) implements Comparable<Prefix> {
  public static final Prefix ALL_V4 = new Prefix(new Address(Family.V4, 0, 0), 0);
  public static final Prefix ALL_V6 = new Prefix(new Address(Family.V6, 0, 0), 0);
  public static final Prefix LOOPBACK_V4 = new Prefix(Address.v4(0x7F00_0000L), 8);
  public static final Prefix LOOPBACK_V6 = new Prefix(new Address(Family.V6, 0, 1), 128);

  public Prefix {
    if (length < 0 || length > base.family().bits()) {
      throw new IllegalArgumentException("no prefix length of " + base.family() + ": " + length);
    }
    base = mask(base, length);
  }

  public static Prefix of(Address address) {
    return new Prefix(address, address.family().bits());
  }

  public static Prefix all(Family family) {
    return family == Family.V4 ? ALL_V4 : ALL_V6;
  }

  /**
   * Reads {@code 10.0.0.0/8}, {@code 2001:db8::/32}, {@code [::1]/128} or a single address.
   *
   * @return empty when the text is neither
   */
  public static Optional<Prefix> parse(String text) {
    int slash = text.lastIndexOf('/');
    if (slash < 0) {
      return Address.parse(text).map(Prefix::of);
    }
    String digits = text.substring(slash + 1);
    if (digits.isEmpty()
        || digits.length() > 3
        || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return Optional.empty();
    }
    int length = Integer.parseInt(digits);
    return Address.parse(text.substring(0, slash))
        .filter(address -> length <= address.family().bits())
        .map(address -> new Prefix(address, length));
  }

  private static Address mask(Address address, int length) {
    int all = address.family() == Family.V4 ? length + 96 : length;
    long high = all >= 64 ? -1L : all == 0 ? 0 : -1L << (64 - all);
    long low = all <= 64 ? 0 : all == 128 ? -1L : -1L << (128 - all);
    return new Address(address.family(), address.high() & high, address.low() & low);
  }

  public Family family() {
    return base.family();
  }

  public boolean contains(Address address) {
    return address.family() == family() && mask(address, length).equals(base);
  }

  public boolean contains(Prefix other) {
    return other.length >= length && contains(other.base);
  }

  /** The last address of the block. */
  public Address last() {
    int all = family() == Family.V4 ? length + 96 : length;
    long high = all >= 64 ? 0 : all == 0 ? -1L : ~(-1L << (64 - all));
    long low = all <= 64 ? -1L : all == 128 ? 0 : ~(-1L << (128 - all));
    return family() == Family.V4
        ? Address.v4(base.low() | low)
        : new Address(Family.V6, base.high() | high, base.low() | low);
  }

  @Override
  public int compareTo(Prefix other) {
    int byBase = base.compareTo(other.base);
    return byBase != 0 ? byBase : Integer.compare(length, other.length);
  }

  /** {@code base/length}. */
  @Override
  public String toString() {
    return base + "/" + length;
  }
}
