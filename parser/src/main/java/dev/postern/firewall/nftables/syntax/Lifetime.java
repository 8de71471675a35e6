package dev.postern.firewall.nftables.syntax;

/**
 * How long a member of a set stays, in milliseconds.
 *
 * @param timeout from when it is added; 0 for as long as the set says
 * @param expires what is left of that; 0 for all of it
 */
public record Lifetime(long timeout, long expires) {
  public static final Lifetime ENDLESS = new Lifetime(0, 0);
}
