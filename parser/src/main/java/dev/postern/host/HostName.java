package dev.postern.host;

import dev.postern.source.FileTree;
import dev.postern.source.Paths;
import dev.postern.source.SourceFile;
import java.util.Optional;

/** What to call a host: the name of the directory it was found in, or what its own files say. */
final class HostName {
  private HostName() {}

  static String of(String shown, FileTree tree) {
    String name = Paths.name(shown);
    if (!name.isEmpty() && !name.equals(".") && !name.equals("..")) {
      return name;
    }
    try {
      Optional<SourceFile> file = tree.read("etc/hostname");
      String own = file.map(source -> source.line(1).strip()).orElse("");
      return own.isEmpty() ? "localhost" : own;
    } catch (FileTree.Unreadable e) {
      return "localhost";
    }
  }
}
