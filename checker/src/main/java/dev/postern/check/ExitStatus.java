package dev.postern.check;

/** How a run ended, ascending in precedence: of several that apply, the last one counts. */
public enum ExitStatus {
  /** Nothing at or above the severity that fails. */
  CLEAN(0),
  FINDINGS(1),
  /** An input could not be read or parsed far enough to judge it. */
  INCOMPLETE(3),
  /** A wrong option, path, configuration or policy. */
  USAGE(2),
  /** A bug in Postern. */
  BUG(70);

  private final int code;

  ExitStatus(int code) {
    this.code = code;
  }

  /** The process's exit status. */
  public int code() {
    return code;
  }

  /** The one of both that counts. */
  public ExitStatus or(ExitStatus other) {
    return compareTo(other) >= 0 ? this : other;
  }
}
