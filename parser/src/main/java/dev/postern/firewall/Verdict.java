package dev.postern.firewall;

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
   * @param port empty when the port stays
   */
  record Translate(Optional<Address> address, Optional<Integer> port) implements Verdict {}

  /**
   * What becomes of it no file tells.
   *
   * @param what the statement as written
   */
  record Undecided(String what) implements Verdict {}
}
