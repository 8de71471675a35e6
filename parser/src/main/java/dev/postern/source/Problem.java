package dev.postern.source;

import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * Something that could not be read, resolved or understood.
 *
 * @param place where; null when it concerns a whole file or the host
 * @param file the file it concerns, relative to the host's root; empty when none
 * @param message what was found, what was expected, what to do, without the place; cut where it is
 *     too long to read
 */
public record Problem(Kind kind, Level level, String file, @Nullable Span place, String message) {
  public Problem {
    message = Shown.cut(message);
  }

  /** By file, line, column, message. */
  public static final Comparator<Problem> ORDER =
      Order.by(Problem::file)
          .then((one, other) -> Span.compare(one.place, other.place))
          .then(Problem::message);

  /** What went wrong. */
  public enum Kind {
    /** The file cannot be opened, is too large or is not text. */
    UNREADABLE,
    /** The text is not of the language. */
    SYNTAX,
    /** The daemon refuses a value, a setting or a section. */
    REFUSED,
    /** An include or link that is missing, leaves the host's root or runs in a circle. */
    INCLUDE,
    /** A variable, template placeholder or lookup whose value the files do not tell. */
    UNRESOLVED,
    /** Of the language, but outside what Postern models. */
    UNMODELLED,
    /** The daemon takes it, but says something about it. */
    NOTE
  }

  /** Whether the input could be judged in full. */
  public enum Level {
    /** Something could not be read far enough to judge it: exit status 3. */
    ERROR,
    WARNING
  }

  /** A place that cannot be read, or does not hold what it must. */
  public static Problem error(Kind kind, Span place, String message) {
    return new Problem(kind, Level.ERROR, place.file(), place, message);
  }

  /** A place that is read, and of which the user should know. */
  public static Problem warning(Kind kind, Span place, String message) {
    return new Problem(kind, Level.WARNING, place.file(), place, message);
  }

  /** An error about a whole file. */
  public static Problem ofFile(Kind kind, String file, String message) {
    return new Problem(kind, Level.ERROR, file, null, message);
  }

  public boolean isError() {
    return level == Level.ERROR;
  }

  /** Whether a daemon does not load a configuration that has it. */
  public boolean isRefusal() {
    return isError() && (kind == Kind.SYNTAX || kind == Kind.REFUSED);
  }

  /** {@code path:line:column: message}. */
  @Override
  public String toString() {
    return (place != null ? place + ": " : file.isEmpty() ? "" : file + ": ") + message;
  }
}
