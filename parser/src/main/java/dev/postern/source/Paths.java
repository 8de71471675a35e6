package dev.postern.source;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** Paths below a host's root, as text with {@code /} on every platform. */
public final class Paths {
  private Paths() {}

  /**
   * Takes out {@code .}, {@code ..} and doubled slashes; a leading slash means the root.
   *
   * @return empty when the path climbs above the root
   */
  public static Optional<String> normalise(String path) {
    Deque<String> parts = new ArrayDeque<>();
    for (String part : path.split("/", -1)) {
      if (part.equals("..")) {
        if (parts.pollLast() == null) {
          return Optional.empty();
        }
      } else if (!part.isEmpty() && !part.equals(".")) {
        parts.addLast(part);
      }
    }
    return Optional.of(String.join("/", parts));
  }

  /** The directory a path lies in; empty for a name at the root. */
  public static String parent(String path) {
    int slash = path.lastIndexOf('/');
    return slash < 0 ? "" : path.substring(0, slash);
  }

  /** The last part of a path. */
  public static String name(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /** {@code path} as seen from {@code directory}, or the path itself when it is absolute. */
  public static String resolve(String directory, String path) {
    return path.startsWith("/") || directory.isEmpty() ? path : directory + "/" + path;
  }
}
