package dev.postern.firewall.iptables.set;

import dev.postern.net.Address;
import dev.postern.net.AddressRange;
import dev.postern.net.Family;
import dev.postern.net.Prefix;
import java.util.List;
import java.util.Optional;

/** What a set has room for: the kernel's ip_set_bitmap_*.c and ip_set_hash_*.c. */
final class SetBounds {
  /** IPSET_BITMAP_MAX_RANGE and one. */
  private static final long MOST_OF_BITMAP = 65_536;

  private SetBounds() {}

  /** The bits of an address that count; empty for all. */
  static Optional<Integer> netmask(SetType type, Family family, SetOptions options)
      throws SetRefusal {
    Optional<Integer> bits = options.number("netmask").map(Long::intValue);
    if (bits.isPresent() && (bits.get() < 1 || bits.get() > family.bits())) {
      throw SetRefusal.of(
          "a netmask of %d bits; %s takes 1 to %d"
              .formatted(bits.get(), type.name(), family.bits()));
    }
    return bits.isPresent() ? bits : options.value("bitmask").flatMap(SetBounds::contiguous);
  }

  private static Optional<Integer> contiguous(String mask) {
    Optional<Address> bits = Address.parse(mask);
    for (int length = 1; bits.isPresent() && length <= bits.get().family().bits(); length++) {
      if (new Prefix(Address.last(bits.get().family()), length).base().equals(bits.get())) {
        return Optional.of(length);
      }
    }
    return Optional.empty();
  }

  /** The range of a bitmap; empty for what has none. */
  static Optional<SetElement.Part> read(
      SetType type, SetOptions options, Optional<Integer> netmask, ElementReader reader)
      throws SetRefusal {
    if (!type.isBitmap()) {
      return Optional.empty();
    }
    String text =
        options
            .value("range")
            .or(() -> options.value("--network"))
            .or(
                () ->
                    options
                        .value("--from")
                        .map(from -> from + "-" + options.value("--to").orElse("")))
            .orElseThrow(() -> SetRefusal.of("'range' is missing"));
    if (type.parts().get(0) == SetType.Part.TCP_PORT) {
      if (text.indexOf('-') < 0) {
        throw SetRefusal.of("'range " + text + "': expected FIRST-LAST");
      }
      return Optional.of(reader.ports(6, text));
    }
    AddressRange given = reader.range(text);
    return Optional.of(
        new SetElement.Addresses(netmask.isPresent() ? masked(given, netmask.get()) : given));
  }

  /** Refuses the range of a bitmap of which the kernel makes none. */
  static void check(SetElement.Part bounds, Optional<Integer> netmask) throws SetRefusal {
    if (!(bounds instanceof SetElement.Addresses addresses)) {
      return;
    }
    long blocks = size(addresses.range()) >> (32 - netmask.orElse(32));
    if (blocks > MOST_OF_BITMAP) {
      throw SetRefusal.of("the range has more than " + MOST_OF_BITMAP + " elements");
    }
    if (netmask.isPresent() && blocks < 2) {
      throw SetRefusal.of("the range is no larger than what the netmask makes one of");
    }
  }

  /** The run with all addresses that differ from its own in bits that do not count. */
  static AddressRange masked(AddressRange range, int netmask) {
    return new AddressRange(
        new Prefix(range.first(), netmask).base(), new Prefix(range.last(), netmask).last());
  }

  /** The same as a bitmap goes through it: in steps from the first address, not from its block. */
  static AddressRange stepped(AddressRange range, int netmask) {
    int open = 32 - netmask;
    long steps = (range.last().low() - range.first().low()) >> open;
    Address last = Address.v4(range.first().low() + (steps << open));
    return masked(new AddressRange(range.first(), last), netmask);
  }

  private static long size(AddressRange range) {
    return range.first().family() == Family.V4 ? range.last().low() - range.first().low() + 1 : 1;
  }

  /** How many elements of a set one stands for. */
  static long size(SetType type, SetElement element, Optional<Integer> netmask) {
    long size = 1;
    List<SetElement.Part> parts = element.parts();
    for (int i = 0; i < parts.size(); i++) {
      if (parts.get(i) instanceof SetElement.Addresses addresses
          && type.parts().get(i) == SetType.Part.IP) {
        int open = i == 0 ? 32 - Math.min(32, netmask.orElse(32)) : 0;
        size *= Math.max(1, size(addresses.range()) >> open);
      } else if (parts.get(i) instanceof SetElement.Ports ports) {
        size *= 1L + ports.last() - ports.first();
      }
    }
    return size;
  }

  /** Refuses what the kernel never takes in a place of an element. */
  static void checkValue(SetType type, int part, AddressRange range, Optional<Integer> netmask)
      throws SetRefusal {
    boolean isAll = range.equals(AddressRange.of(Prefix.all(range.first().family())));
    switch (type.parts().get(part)) {
      case IP, NET -> {
        if (isAll) {
          throw SetRefusal.of("a block of all addresses; this set takes 1 bit at least");
        }
      }
      default -> {
        // Takes a block of everything.
      }
    }
    int bits = netmask.orElse(range.first().family().bits());
    Address first = new Prefix(range.first(), bits).base();
    boolean isNull = first.high() == 0 && first.low() == 0;
    if (isNull && (type.name().equals("hash:ip") || type.name().equals("hash:ip,port"))) {
      throw SetRefusal.of("the address of zeros, which no set of this type takes");
    }
  }

  /** Whether all of an element is within a bitmap's range. */
  static boolean holds(SetElement.Part bounds, SetElement.Part part) {
    if (bounds instanceof SetElement.Addresses all && part instanceof SetElement.Addresses some) {
      return all.range().contains(some.range().first())
          && all.range().contains(some.range().last());
    }
    return bounds instanceof SetElement.Ports all
        && part instanceof SetElement.Ports some
        && all.first() <= some.first()
        && some.last() <= all.last();
  }
}
