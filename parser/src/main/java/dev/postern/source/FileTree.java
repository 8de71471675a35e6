package dev.postern.source;

import java.util.List;
import java.util.Optional;

/**
 * The files of one host. Paths are relative to the host's root, with {@code /}, without a leading
 * one, and never leave the root: a link or {@code ..} that does is reported as absent by {@link
 * #read} and told by {@link #leavesRoot}.
 */
public interface FileTree {

  /** Largest file that is read, in bytes; larger ones are {@link Unreadable}. */
  int MAX_FILE_BYTES = 128 << 20;

  /**
   * Longest line that is read, in characters; a file with a longer one is {@link Unreadable}. No
   * configuration comes near it, and a grammar's work on one line grows with its length.
   */
  int MAX_LINE_LENGTH = 1 << 20;

  /**
   * The file's content as text; empty when there is no such file.
   *
   * @throws Unreadable when it is there and cannot be read
   */
  default Optional<SourceFile> read(String path) throws Unreadable {
    Optional<byte[]> content = bytes(path);
    return content.isEmpty()
        ? Optional.empty()
        : Optional.of(
            withinLimits(SourceFile.of(Paths.normalise(path).orElse(path), content.get())));
  }

  /**
   * The file's content as it is stored; empty when there is no such file.
   *
   * @throws Unreadable when it is there and cannot be read
   */
  Optional<byte[]> bytes(String path) throws Unreadable;

  /**
   * Names of the entries of a directory, sorted by their characters; empty when it is not a
   * directory.
   */
  List<String> list(String directory);

  boolean isDirectory(String path);

  boolean isFile(String path);

  /** Whether the path, or a link on its way, points outside the root. */
  boolean leavesRoot(String path);

  /**
   * Why a file cannot be read though something stands at its path or bars the way to it; empty when
   * it can be read or nothing is there.
   */
  default Optional<Problem> obstacle(String path) {
    return Optional.empty();
  }

  /**
   * The permissions of a file or directory on its host; empty where what was given does not keep
   * them, as a working copy of a version control system does not.
   */
  default Optional<Permissions> permissions(String path) {
    return Optional.empty();
  }

  /** The tree below one of the directories, which becomes the root. */
  FileTree subtree(String directory);

  /**
   * The same file when its lines are of a length that is read.
   *
   * @throws Unreadable with the number of the first line that is too long
   */
  static SourceFile withinLimits(SourceFile file) throws Unreadable {
    int line = file.firstLineOver(MAX_LINE_LENGTH);
    if (line > 0) {
      throw new Unreadable(
          "line %d has %d characters; Postern reads lines of at most %d"
              .formatted(line, file.line(line).length(), MAX_LINE_LENGTH));
    }
    return file;
  }

  /** A file that is there and cannot be read. */
  final class Unreadable extends Exception {
    private static final long serialVersionUID = 1L;

    private final String why;

    /**
     * A file that cannot be read.
     *
     * @param why in words for the user, without the path
     */
    public Unreadable(String why) {
      super(why);
      this.why = why;
    }

    /** The reason in words for the user, without the path. */
    public String why() {
      return why;
    }
  }
}
