package dev.postern.dovecot.settings;

import dev.postern.source.FileTree;
import dev.postern.source.Paths;
import java.util.List;
import java.util.Optional;

/**
 * Paths of a configuration as paths of the tree. A tree that holds Dovecot's files without the
 * directories around them stands for the directory they are installed in.
 */
final class PathMap {
  private static final List<String> HOMES = List.of("etc/dovecot", "usr/local/etc/dovecot");

  private final FileTree tree;
  private final String home;

  PathMap(FileTree tree, String mainFile) {
    this.tree = tree;
    this.home = Paths.parent(mainFile);
  }

  /** The path of a pattern or file that {@code file} names; empty when it leaves the root. */
  Optional<String> pattern(String written, String file) {
    return Paths.normalise(Paths.resolve(Paths.parent(file), written)).map(this::mapped);
  }

  private String mapped(String path) {
    for (String installed : HOMES) {
      if (path.startsWith(installed + "/") && !tree.isDirectory(installed)) {
        String rest = path.substring(installed.length() + 1);
        return home.isEmpty() ? rest : home + "/" + rest;
      }
    }
    return path;
  }
}
