package dev.postern.firewall.iptables.set;

import dev.postern.net.AddressRange;
import java.util.List;

/**
 * What one line adds to a set.
 *
 * @param isException whether {@code nomatch} stands behind it
 */
record SetElement(List<Part> parts, boolean isException) {

  /** A part of an element: they stand with commas between them. */
  sealed interface Part {}

  /** One address or more. */
  record Addresses(AddressRange range) implements Part {

    boolean isSingle() {
      return range.first().equals(range.last());
    }
  }

  /** Ports of a protocol, by its number. */
  record Ports(int protocol, int first, int last) implements Part {}

  /** An interface, a mark, a hardware address, another set. */
  record Name(String text) implements Part {}
}
