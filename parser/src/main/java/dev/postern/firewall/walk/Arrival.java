package dev.postern.firewall.walk;

import dev.postern.net.Address;
import java.util.Optional;

/**
 * Where a connection ends.
 *
 * @param isHere whether at this host; else it is forwarded to another
 * @param sentTo the address that rules have sent it to; empty for the one dialled
 */
public record Arrival(boolean isHere, Optional<Address> sentTo, int port) {

  /** The other host it is forwarded to; empty for this one. */
  public Optional<Address> elsewhere() {
    return isHere ? Optional.empty() : sentTo;
  }

  /** Whether a listener gets it that is bound to one address, or to all when that is empty. */
  public boolean isFor(Optional<Address> bind, int wanted) {
    return isHere && port == wanted && (bind.isEmpty() || sentTo.isEmpty() || sentTo.equals(bind));
  }

  /** Whether rules have sent it to a listener that is bound to an address. */
  public boolean isSentTo(Address bind, int wanted) {
    return isHere && port == wanted && sentTo.filter(bind::equals).isPresent();
  }
}
