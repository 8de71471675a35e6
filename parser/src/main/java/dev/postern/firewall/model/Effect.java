package dev.postern.firewall.model;

import dev.postern.net.Address;

/** What a rule changes about the packets it matches. */
public sealed interface Effect {

  /** The packet's mark becomes {@code (mark & ~clear) ^ flip}. */
  record SetMark(long clear, long flip) implements Effect {}

  /** The connection's mark becomes {@code (mark & ~clear) ^ flip}. */
  record SetConnectionMark(long clear, long flip) implements Effect {}

  /** The connection's mark becomes the packet's. */
  record SaveMark() implements Effect {}

  /** The packet's mark becomes the connection's. */
  record RestoreMark() implements Effect {}

  /** The packet's mark is no longer known. */
  record LoseMark() implements Effect {}

  /** The connection's mark is no longer known. */
  record LoseConnectionMark() implements Effect {}

  /** Something that its sender chose stands otherwise in the packet. */
  record Alter() implements Effect {}

  /** Connection tracking leaves the packet alone. */
  record Untrack() implements Effect {}

  /**
   * A socket of this host that listens on an address gets the connection, whatever destination the
   * rules go on to see.
   */
  record HandTo(Address address) implements Effect {}

  /** The source is noted in a list. */
  record Note(String list) implements Effect {}
}
