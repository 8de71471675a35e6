package dev.postern.firewall.pf;

import dev.postern.source.FileTree;
import dev.postern.source.Paths;
import dev.postern.source.SourceFile;
import java.util.Optional;
import org.antlr.v4.runtime.ParserRuleContext;

/** Finds the files that statements name. At boot pfctl runs in the root directory. */
public final class Includes {
  private final FileTree tree;

  Includes(FileTree tree) {
    this.tree = tree;
  }

  /** A file of the host's; {@code /dev/null} is an empty one. */
  static Optional<SourceFile> find(FileTree tree, String path) throws FileTree.Unreadable {
    return path.equals("/dev/null")
        ? Optional.of(SourceFile.of("dev/null", ""))
        : tree.read(Paths.normalise(path).orElse(""));
  }

  /**
   * A file to include.
   *
   * @throws Refusal when it is not there or cannot be read
   */
  SourceFile read(String path, ParserRuleContext where) throws Refusal {
    Optional<SourceFile> source;
    try {
      source = find(tree, path);
    } catch (FileTree.Unreadable e) {
      throw new Refusal(where, "'" + path + "' cannot be read: " + e.why());
    }
    return source.orElseThrow(
        () -> new Refusal(where, "the file '" + path + "' to include is not there"));
  }
}
