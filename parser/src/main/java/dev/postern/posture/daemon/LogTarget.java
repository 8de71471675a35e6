package dev.postern.posture.daemon;

/**
 * Where a daemon writes that a login has failed.
 *
 * @param isFile whether it writes a file of its own; else it tells the system's log
 * @param name the file's absolute path, or the facility of syslog(3), such as {@code mail}
 */
public record LogTarget(boolean isFile, String name) {
  /** A file, by its path on the host. */
  public static LogTarget file(String path) {
    return new LogTarget(true, path);
  }

  /** The system's log, under a facility such as {@code mail}. */
  public static LogTarget syslog(String facility) {
    return new LogTarget(false, facility);
  }
}
