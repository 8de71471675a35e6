package dev.postern.firewall.model;

/** An end of a packet's way, as a match names it. */
public enum End {
  SOURCE,
  DESTINATION;

  public End other() {
    return this == SOURCE ? DESTINATION : SOURCE;
  }
}
