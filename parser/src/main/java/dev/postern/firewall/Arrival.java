package dev.postern.firewall;

import dev.postern.net.Address;
import java.util.Optional;

/**
 * Where a connection ends.
 *
 * @param elsewhere the other host it is forwarded to; empty for this one
 */
record Arrival(Optional<Address> elsewhere, int port) {
  boolean isHere(int wanted) {
    return elsewhere.isEmpty() && port == wanted;
  }
}
