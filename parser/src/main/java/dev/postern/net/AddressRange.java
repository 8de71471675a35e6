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

  /** One address. */
  public static AddressRange of(Address address) {
    return new AddressRange(address, address);
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
      Prefix block = new Prefix(at, at.family().bits() - hostBits(at));
      prefixes.add(block);
      Address end = block.last();
      if (end.equals(last)) {
        return prefixes;
      }
      at = end.next();
    }
  }

  /** How many bits the largest block leaves open that begins at an address and ends in the run. */
  private int hostBits(Address at) {
    long low = last.low() - at.low();
    long high = last.high() - at.high() - (Long.compareUnsigned(last.low(), at.low()) < 0 ? 1 : 0);
    if (++low == 0) {
      high++;
    }
    if (high == 0 && low == 0) {
      return at.family().bits();
    }
    int fitting =
        high != 0 ? 127 - Long.numberOfLeadingZeros(high) : 63 - Long.numberOfLeadingZeros(low);
    int aligned =
        at.low() != 0
            ? Long.numberOfTrailingZeros(at.low())
            : 64 + Long.numberOfTrailingZeros(at.high());
    return Math.min(fitting, aligned);
  }
}
