package dev.postern.firewall.model;

/**
 * A number in a packet that its sender chooses, or a time at which it may send it.
 *
 * @param name what distinguishes it
 * @param first the smallest that can be
 * @param last the largest
 * @param ordinary what Linux chooses when nobody asks for another
 */
public record Header(String name, long first, long last, long ordinary) {
  /** RFC 791 section 3.1: a packet that has no time left does not arrive. */
  public static final Header TIME_TO_LIVE = new Header("time to live", 1, 255, 64);

  /**
   * The largest time to live with which packets of clients anywhere may arrive. Each router on the
   * way takes one of 255 at most (RFC 791 section 3.2), and no way has more than 64, which is what
   * systems begin with: RFC 1700. With more only those get here who are near enough: RFC 5082.
   */
  public static final long TIME_TO_LIVE_FROM_ANYWHERE = 255 - 64;

  /** The DSCP and behind it two bits of ECN: RFC 2474, RFC 3168. */
  public static final Header TRAFFIC_CLASS = new Header("traffic class", 0, 255, 0);

  /** Of TCP with its header, in bytes: RFC 9293 section 3.1. */
  public static final Header SEGMENT_LENGTH = new Header("length", 20, 65_495, 40);

  /** The port a client dials from: RFC 6056 section 3.2. */
  public static final Header CLIENT_PORT = new Header("port of the client", 1024, 0xFFFF, 40_000);

  /** Behind one more than its number, so that 0 stands for none: RFC 9293 section 3.7.1. */
  public static final Header SEGMENT_SIZE = new Header("maximum segment size", 0, 65_536, 1461);

  /** When a client dials, in seconds of a day; it may do so at any time. */
  public static final Header SECOND_OF_DAY = new Header("time of day", 0, 86_399, 43_200);

  /** From Sunday, 0. */
  public static final Header DAY_OF_WEEK = new Header("day of the week", 0, 6, 1);

  /** From 1. */
  public static final Header DAY_OF_MONTH = new Header("day of the month", 1, 31, 1);

  /** Whether something stands in the packet that could be left out. */
  public static Header present(String name) {
    return new Header(name, 0, 1, 0);
  }
}
