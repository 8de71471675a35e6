package dev.postern.postfix;

import dev.postern.source.FileTree;
import dev.postern.source.Paths;
import dev.postern.source.SourceFile;
import java.util.Optional;

/**
 * What the files tell of the machine besides Postfix's own configuration.
 *
 * @param directory where main.cf lies, relative to the host's root; empty when it is the root
 */
record Machine(FileTree tree, String directory) {
  private static final String HOME = "/etc/postfix";

  /** The value of {@code config_directory}. */
  String configDirectory() {
    return directory.isEmpty() ? HOME : "/" + directory;
  }

  /** The host's own name. */
  Optional<String> hostName() {
    return read("etc/hostname").map(file -> file.line(1).strip()).filter(name -> !name.isEmpty());
  }

  /** A file that a setting names by its absolute path. */
  Optional<SourceFile> read(String path) {
    Optional<SourceFile> found = readQuietly(path);
    String home = configDirectory() + "/";
    String absolute = path.startsWith("/") ? path : "/" + path;
    return found.isPresent() || !absolute.startsWith(home)
        ? found
        : readQuietly(Paths.resolve(directory, absolute.substring(home.length())));
  }

  private Optional<SourceFile> readQuietly(String path) {
    try {
      return tree.read(path);
    } catch (FileTree.Unreadable e) {
      return Optional.empty();
    }
  }
}
