package dev.postern.host;

import java.io.File;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The directory that is the host's root for a path a user gave.
 *
 * @param directory the root
 * @param shown the root as the user would write it
 * @param isAroundEtc whether it was found as the directory around an {@code etc}
 */
record HostRoot(Path directory, String shown, boolean isAroundEtc) {

  /**
   * The directory around the innermost {@code etc} of the path, else the directory the file lies
   * in.
   */
  static HostRoot of(Path file) {
    return aroundEtc(file)
        .orElseGet(
            () -> {
              Path parent = file.getParent();
              Path directory = parent == null ? Path.of(".") : parent;
              return new HostRoot(directory, shown(directory), false);
            });
  }

  /**
   * The directory around the innermost {@code etc} that the path is or lies in, if there is one.
   */
  static Optional<HostRoot> aroundEtc(Path path) {
    for (Path at = path; at != null; at = at.getParent()) {
      if (isEtc(at)) {
        Path parent = at.getParent();
        Path root = parent == null ? Path.of(".") : parent;
        return Optional.of(new HostRoot(root, shown(root), true));
      }
    }
    Path absolute = path.toAbsolutePath().normalize();
    return path.isAbsolute() || absolute.equals(path) ? Optional.empty() : aroundEtc(absolute);
  }

  private static boolean isEtc(Path path) {
    Path name = path.getFileName();
    return name != null && name.toString().equals("etc");
  }

  /** A file below the root as a path from there; the root itself is the empty text. */
  String inside(Path path) {
    Path absolute = path.toAbsolutePath().normalize();
    return slashes(directory.toAbsolutePath().normalize().relativize(absolute));
  }

  /** A path with {@code /}, as reports print it; {@code .} for the current directory. */
  static String shown(Path path) {
    String text = slashes(path.normalize());
    return text.isEmpty() ? "." : text;
  }

  private static String slashes(Path path) {
    return path.toString().replace(File.separatorChar, '/');
  }
}
