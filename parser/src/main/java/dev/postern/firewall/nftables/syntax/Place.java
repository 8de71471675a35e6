package dev.postern.firewall.nftables.syntax;

/** From one character of a file's text to behind another. */
public record Place(int start, int end) {
  /** From where this begins to where another ends. */
  public Place to(Place other) {
    return new Place(Math.min(start, other.start), Math.max(end, other.end));
  }
}
