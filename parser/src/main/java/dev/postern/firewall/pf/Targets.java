package dev.postern.firewall.pf;

import dev.postern.firewall.model.Effect;
import dev.postern.firewall.model.End;
import dev.postern.firewall.model.Match;
import dev.postern.net.Address;
import dev.postern.net.AddressSet;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The loopback addresses that connections were sent on to before the rules that follow look at
 * them. Those rules see the new address, so each has a number that packets carry in their mark.
 */
final class Targets {
  private static final long MASK = 0xFFFF_FF00L;
  private static final int SHIFT = 8;

  private final Map<Address, Long> numbers = new LinkedHashMap<>();

  /** What sending a packet on to an address leaves behind. */
  Effect sent(Address address) {
    long number = numbers.computeIfAbsent(address, none -> (long) numbers.size() + 1);
    return new Effect.SetMark(MASK, number << SHIFT);
  }

  /** Packets whose destination, as it is now, is one of a set. */
  Match destination(AddressSet set) {
    Match dialled = new Match.Addresses(End.DESTINATION, set);
    if (numbers.isEmpty()) {
      return dialled;
    }
    List<Match> any = new ArrayList<>();
    any.add(new Match.AllOf(List.of(new Match.PacketMark(0, MASK), dialled)));
    numbers.forEach(
        (address, number) -> {
          if (address.family() == set.family() && set.contains(address)) {
            any.add(new Match.PacketMark(number << SHIFT, MASK));
          }
        });
    return new Match.AnyOf(any);
  }
}
