package dev.postern.firewall.nftables.load;

import dev.postern.firewall.nftables.syntax.Place;
import dev.postern.firewall.nftables.syntax.Refusal;
import dev.postern.source.FilePattern;
import dev.postern.source.FileTree;
import dev.postern.source.Paths;
import dev.postern.source.SourceFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds what {@code include} names. A name that starts with / or a dot is taken as it is, every
 * other one stands below /etc; a pattern without a file is no mistake: scanner.l of nftables 1.0.6.
 */
public final class Includes {
  private final FileTree tree;

  Includes(FileTree tree) {
    this.tree = tree;
  }

  List<SourceFile> find(String name, Place place) throws Refusal {
    String path = path(name);
    if (path.indexOf('*') < 0 && path.indexOf('?') < 0 && path.indexOf('[') < 0) {
      return List.of(
          read(path, place)
              .orElseThrow(
                  () -> new Refusal(place, "the file '" + name + "' to include is not there")));
    }
    List<SourceFile> found = new ArrayList<>();
    for (String match : expand(path)) {
      read(match, place).ifPresent(found::add);
    }
    return found;
  }

  private static String path(String name) {
    if (name.startsWith("/") || name.startsWith("./") || name.startsWith("../")) {
      // The service runs nft in the root directory.
      String path = name;
      while (path.startsWith("./") || path.startsWith("/")) {
        path = path.substring(path.startsWith("/") ? 1 : 2);
      }
      return path;
    }
    return "etc/" + name;
  }

  private Optional<SourceFile> read(String path, Place place) throws Refusal {
    try {
      return tree.leavesRoot(path)
          ? Optional.empty()
          : tree.read(path).map(SourceFile::withByteOrderMark);
    } catch (FileTree.Unreadable e) {
      throw new Refusal(place, "'" + path + "' cannot be read: " + e.why());
    }
  }

  /** The files of a pattern, sorted. */
  private List<String> expand(String pattern) {
    List<String> found = List.of("");
    for (String part : pattern.split("/+", -1)) {
      List<String> deeper = new ArrayList<>();
      for (String folder : found) {
        if (FilePattern.isPattern(part)) {
          for (String entry : tree.list(folder)) {
            if (FilePattern.names(part, entry)) {
              deeper.add(join(folder, entry));
            }
          }
        } else {
          deeper.add(join(folder, part));
        }
      }
      found = deeper;
    }
    return found.stream()
        .filter(path -> Paths.normalise(path).isPresent() && tree.isFile(path))
        .sorted()
        .toList();
  }

  private static String join(String folder, String entry) {
    return folder.isEmpty() ? entry : folder + "/" + entry;
  }
}
