package dev.postern.source;

/**
 * How much of the input was understood, in statements' lines. Blank lines and comments are not
 * counted.
 *
 * @param understood evaluated as the daemon does
 * @param ignored known, and known to have no bearing on the posture
 * @param unmodelled known, may have a bearing, not evaluated: facts that depend on it are unknown
 * @param unrecognised not of the language
 */
public record Coverage(int understood, int ignored, int unmodelled, int unrecognised) {
  public static final Coverage NONE = new Coverage(0, 0, 0, 0);

  /** The lines of both. */
  public Coverage plus(Coverage other) {
    return new Coverage(
        understood + other.understood,
        ignored + other.ignored,
        unmodelled + other.unmodelled,
        unrecognised + other.unrecognised);
  }

  public int total() {
    return understood + ignored + unmodelled + unrecognised;
  }
}
