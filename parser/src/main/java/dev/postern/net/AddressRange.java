package dev.postern.net;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A run of addresses of one family.
 *
 * @param first lowest address
 * @param last highest address, part of the run
 */
public record AddressRange(Address first, Address last) {
  public AddressRange {
    if (first.family() != last.family() || first.compareTo(last) > 0) {
      throw new IllegalArgumentException("no range of addresses: " + first + "-" + last);
    }
  }

  public static AddressRange of(Prefix prefix) {
    return new AddressRange(prefix.base(), prefix.last());
  }

  /** The run between two addresses; empty when they differ in family or come the wrong way. */
  public static Optional<AddressRange> between(Address first, Address last) {
    return first.family() == last.family() && first.compareTo(last) <= 0
        ? Optional.of(new AddressRange(first, last))
        : Optional.empty();
  }

  public boolean contains(Address address) {
    return first.compareTo(address) <= 0 && address.compareTo(last) <= 0;
  }

  /** The fewest prefixes that make the run, ascending. */
  public List<Prefix> prefixes() {
    List<Prefix> prefixes = new ArrayList<>();
    Address at = first;
    while (true) {
      Prefix block = largestBlock(at);
      prefixes.add(block);
      Address end = block.last();
      if (end.compareTo(last) >= 0) {
        return prefixes;
      }
      at = end.next();
    }
  }

  private Prefix largestBlock(Address at) {
    int bits = at.family().bits();
    int trailing =
        at.low() != 0
            ? Long.numberOfTrailingZeros(at.low())
            : 64 + Long.numberOfTrailingZeros(at.high());
    int length = bits - Math.min(bits, trailing);
    Prefix block = new Prefix(at, length);
    while (block.last().compareTo(last) > 0) {
      length++;
      block = new Prefix(at, length);
    }
    return block;
  }
}
