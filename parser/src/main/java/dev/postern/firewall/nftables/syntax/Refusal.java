package dev.postern.firewall.nftables.syntax;

/** Something nft refuses, and with it the whole file. */
public final class Refusal extends Exception {
  private static final long serialVersionUID = 1L;
  private final transient Place place;
  private final String why;

  /**
   * @param why what was found and what was expected
   */
  public Refusal(Place place, String why) {
    super(why, null, false, false);
    this.place = place;
    this.why = why;
  }

  public Place place() {
    return place;
  }

  public String why() {
    return why;
  }
}
