package dev.postern.firewall.pf;

import dev.postern.firewall.model.End;

/** Which way a packet goes: pf looks at it on the interface where it comes in or goes out. */
enum Direction {
  IN,
  OUT;

  /** The end of the way where the interface is. */
  End iface() {
    return this == IN ? End.SOURCE : End.DESTINATION;
  }
}
