package dev.postern.firewall.model;

import dev.postern.net.Address;
import java.util.Optional;

/** What becomes of the packets that a rule matches. */
public sealed interface Verdict {

  /** Done with this base chain; those after it still look. */
  record Accept() implements Verdict {}

  record Drop() implements Verdict {}

  /** Dropped, and the client is told. */
  record Reject() implements Verdict {}

  /** Back to the calling chain; in a base chain, to its policy. */
  record Return() implements Verdict {}

  /** On to the next rule. */
  record Continue() implements Verdict {}

  /** Through another chain of the table, and back. */
  record Jump(String chain) implements Verdict {}

  /** Through another chain, whose end goes back to the caller of this one. */
  record Goto(String chain) implements Verdict {}

  /**
   * The connection goes to another port or host instead.
   *
   * @param address empty when the packet stays with this host (a redirect, or a port alone)
   * @param ports empty when the port stays
   */
  record Translate(Optional<Address> address, Optional<PortSet.Span> ports) implements Verdict {

    /** To an address alone, or, without one, nowhere else. */
    public static Translate keepingPort(Optional<Address> address) {
      return new Translate(address, Optional.empty());
    }

    /** To one port. */
    public static Translate toPort(Optional<Address> address, int port) {
      return new Translate(address, Optional.of(new PortSet.Span(port, port)));
    }

    /**
     * The port that a connection to {@code port} goes to: one of the range stays, any other goes to
     * the first (get_unique_tuple in Linux' nf_nat_core.c).
     */
    public int portFor(int port) {
      return ports.isEmpty() || contains(port) ? port : ports.get().first();
    }

    /** Whether a range of ports is given that has this one. */
    boolean contains(int port) {
      return ports.filter(span -> span.first() <= port && port <= span.last()).isPresent();
    }
  }

  /**
   * What becomes of it no file tells.
   *
   * @param what the statement as written
   */
  record Undecided(String what) implements Verdict {}

  /** The chain that is called by it. */
  default Optional<String> called() {
    if (this instanceof Jump jump) {
      return Optional.of(jump.chain());
    }
    return this instanceof Goto go ? Optional.of(go.chain()) : Optional.empty();
  }
}
