package dev.postern.source;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/** Directories that a version control system writes, which keeps contents but no permissions. */
final class WorkingCopy {
  private static final Set<String> MARKS = Set.of(".git", ".hg", ".svn", ".bzr");

  private WorkingCopy() {}

  /** Whether a file or directory of this name stands in working copies alone. */
  static boolean isMark(String name) {
    return MARKS.contains(name);
  }

  /** Whether a directory or one above is a working copy. */
  static boolean holds(Path directory) {
    for (Path at = directory; at != null; at = at.getParent()) {
      for (String mark : MARKS) {
        if (Files.exists(at.resolve(mark))) {
          return true;
        }
      }
    }
    return false;
  }
}
