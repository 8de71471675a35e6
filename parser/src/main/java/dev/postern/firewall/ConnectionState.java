package dev.postern.firewall;

/** What connection tracking says of a packet; DNAT and SNAT hold beside one of the others. */
public enum ConnectionState {
  NEW,
  ESTABLISHED,
  RELATED,
  INVALID,
  UNTRACKED,
  DNAT,
  SNAT
}
