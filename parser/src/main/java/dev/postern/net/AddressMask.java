package dev.postern.net;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The addresses that agree with {@code value} in the bits of {@code mask}, which may have holes.
 */
public record AddressMask(Address value, Address mask) {

  /**
   * All of them.
   *
   * @return empty when that takes more than {@code most} runs
   */
  public Optional<AddressSet> addresses(int most) {
    Family family = value.family();
    long freeHigh = family == Family.V4 ? 0 : ~mask.high();
    long freeLow = family == Family.V4 ? ~mask.low() & 0xFFFF_FFFFL : ~mask.low();
    int tail =
        freeLow == -1L
            ? 64 + Long.numberOfTrailingZeros(~freeHigh)
            : Long.numberOfTrailingZeros(~freeLow);
    if (family == Family.V4 && tail > 32) {
      tail = 32;
    }
    List<Integer> holes = new ArrayList<>();
    for (int bit = tail; bit < family.bits(); bit++) {
      if ((bit < 64 ? freeLow >>> bit : freeHigh >>> (bit - 64)) % 2 != 0) {
        holes.add(bit);
      }
    }
    if (holes.size() >= 31 || 1 << holes.size() > most) {
      return Optional.empty();
    }
    List<AddressRange> runs = new ArrayList<>(1 << holes.size());
    for (int choice = 0; choice < 1 << holes.size(); choice++) {
      long high = value.high() & mask.high();
      long low = value.low() & mask.low();
      for (int i = 0; i < holes.size(); i++) {
        if ((choice >> i & 1) != 0) {
          int bit = holes.get(i);
          high |= bit < 64 ? 0 : 1L << (bit - 64);
          low |= bit < 64 ? 1L << bit : 0;
        }
      }
      runs.add(AddressRange.of(new Prefix(new Address(family, high, low), family.bits() - tail)));
    }
    return Optional.of(AddressSet.of(family, runs));
  }
}
