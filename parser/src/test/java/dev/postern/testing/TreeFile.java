package dev.postern.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file of a host that a test writes. */
public final class TreeFile {
  private TreeFile() {}

  /**
   * Writes it, with the directories on its way.
   *
   * @param path below the root
   * @return where it is
   */
  public static Path write(Path root, String path, String content) throws IOException {
    Path file = root.resolve(path);
    Path directory = file.getParent();
    if (directory != null) {
      Files.createDirectories(directory);
    }
    return Files.writeString(file, content);
  }
}
