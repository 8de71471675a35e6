package dev.postern.firewall.nftables;

/** Something nft refuses, and with it the whole file. */
final class Refusal extends Exception {
  private static final long serialVersionUID = 1L;
  private final transient Place place;
  private final String why;

  /**
   * @param why what was found and what was expected
   */
  Refusal(Place place, String why) {
    super(why, null, false, false);
    this.place = place;
    this.why = why;
  }

  Place place() {
    return place;
  }

  String why() {
    return why;
  }
}
