package dev.postern.net;

import java.util.List;

/** How far a set of networks reaches, from nobody to everybody. */
public enum Breadth {
  NONE,
  LOOPBACK,
  /** Single public hosts: blocks of at most eight IPv4 addresses, or of at most a /64 of IPv6. */
  HOSTS,
  /** Private or link-local networks up to a /16 of IPv4 or a /48 of IPv6. */
  PRIVATE,
  /** Larger private networks. */
  WIDE_PRIVATE,
  /** Public networks. */
  PUBLIC,
  /** A whole address family. */
  EVERYONE;

  /** RFC 1918, RFC 3927, RFC 4193, RFC 4291 section 2.5.6. */
  private static final List<Prefix> PRIVATE_BLOCKS =
      List.of(
          block(0x0A00_0000L, 8),
          block(0xAC10_0000L, 12),
          block(0xC0A8_0000L, 16),
          block(0xA9FE_0000L, 16),
          new Prefix(new Address(Family.V6, 0xFC00L << 48, 0), 7),
          new Prefix(new Address(Family.V6, 0xFE80L << 48, 0), 10));

  private static Prefix block(long bits, int length) {
    return new Prefix(Address.v4(bits), length);
  }

  static Breadth of(Prefix prefix) {
    boolean v4 = prefix.family() == Family.V4;
    if (prefix.length() <= 1) {
      return EVERYONE;
    }
    if (Prefix.LOOPBACK_V4.contains(prefix) || Prefix.LOOPBACK_V6.contains(prefix)) {
      return LOOPBACK;
    }
    if (PRIVATE_BLOCKS.stream().anyMatch(block -> block.contains(prefix))) {
      boolean linkLocal = !v4 && prefix.base().high() >>> 54 == 0xFE80L >>> 6;
      return prefix.length() >= (v4 ? 16 : 48) || linkLocal ? PRIVATE : WIDE_PRIVATE;
    }
    return prefix.length() >= (v4 ? 29 : 64) ? HOSTS : PUBLIC;
  }

  static Breadth widest(Breadth one, Breadth other) {
    return one.compareTo(other) >= 0 ? one : other;
  }
}
