package dev.postern.firewall.walk;

/**
 * A part of a packet's way.
 *
 * @param isAnswer whether it goes to the client
 * @param isTracked whether connection tracking has seen it yet
 */
public record Leg(Course course, boolean isAnswer, boolean isTracked) {

  /** Where a packet goes from the interface it arrives on. */
  public enum Course {
    /** Not yet routed, or no file tells. */
    UNDECIDED,
    TO_HOST,
    THROUGH
  }

  /** The way of a packet that arrives and belongs to no connection yet. */
  public static Leg beginning() {
    return new Leg(Course.UNDECIDED, false, false);
  }
}
