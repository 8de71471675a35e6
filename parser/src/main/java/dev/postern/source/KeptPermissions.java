package dev.postern.source;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Whether a directory still has the permissions of the host that it comes from. Version control
 * keeps none, and who copies files becomes their owner: on a host etc is root's, and something in
 * it is closed to others or belongs to somebody else.
 */
final class KeptPermissions {
  private static final int DEEPEST = 8;
  private static final int MOST_ENTRIES = 100_000;
  private static final int OTHERS_READ = 04;

  private KeptPermissions() {}

  static boolean in(Path root) {
    Path etc = root.resolve("etc");
    Path first = Files.isDirectory(etc) ? etc : root;
    return !WorkingCopy.holds(root) && isOfRoot(first) && tellsApart(first);
  }

  private static boolean isOfRoot(Path entry) {
    try {
      return attribute(entry, "uid") == 0;
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
      // A file system without such owners.
      return false;
    }
  }

  private static boolean tellsApart(Path directory) {
    try (Stream<Path> entries = Files.walk(directory, DEEPEST)) {
      return entries.limit(MOST_ENTRIES).anyMatch(KeptPermissions::isRestricted);
    } catch (IOException | UncheckedIOException e) {
      // There is a directory that not everybody may look into.
      return true;
    }
  }

  private static boolean isRestricted(Path entry) {
    try {
      return attribute(entry, "uid") != 0 || (attribute(entry, "mode") & OTHERS_READ) == 0;
    } catch (IOException e) {
      return false;
    }
  }

  private static int attribute(Path entry, String name) throws IOException {
    Map<String, Object> attributes =
        Files.readAttributes(entry, "unix:" + name, LinkOption.NOFOLLOW_LINKS);
    return attributes.get(name) instanceof Integer number ? number : 0;
  }
}
