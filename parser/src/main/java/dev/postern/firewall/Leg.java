package dev.postern.firewall;

/**
 * A part of a packet's way.
 *
 * @param isAnswer whether it goes to the client
 * @param isTracked whether connection tracking has seen it yet
 */
record Leg(Course course, boolean isAnswer, boolean isTracked) {

  /** Where a packet goes from the interface it arrives on. */
  enum Course {
    /** Not yet routed, or no file tells. */
    UNDECIDED,
    TO_HOST,
    THROUGH
  }

  static Leg beginning() {
    return new Leg(Course.UNDECIDED, false, false);
  }
}
