package dev.postern.firewall.model;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/** What connection tracking says of a packet; DNAT and SNAT hold beside one of the others. */
public enum ConnectionState {
  NEW,
  ESTABLISHED,
  RELATED,
  INVALID,
  UNTRACKED,
  DNAT,
  SNAT;

  /** Those of a packet that belongs to a connection. */
  public static final Set<ConnectionState> OF_CONNECTION =
      Collections.unmodifiableSet(EnumSet.of(NEW, ESTABLISHED, RELATED));
}
