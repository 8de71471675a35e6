package dev.postern.firewall.nftables;

/** From one character of a file's text to behind another. */
record Place(int start, int end) {
  Place to(Place other) {
    return new Place(Math.min(start, other.start), Math.max(end, other.end));
  }
}
