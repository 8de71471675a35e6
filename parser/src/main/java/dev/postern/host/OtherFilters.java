package dev.postern.host;

import dev.postern.data.DataFile;
import dev.postern.source.FileTree;
import dev.postern.source.SourceFile;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What sets up a packet filter on a host beside the files that are read: programs with languages of
 * their own, and scripts at the usual places.
 */
final class OtherFilters {
  private static final List<String[]> ROWS =
      DataFile.rows(OtherFilters.class, "other-filters.tsv", 2);
  private static final String EVERY = "/*";
  private static final List<String> COMMANDS = List.of("iptables", "ip6tables", "ipset", "nft");

  private OtherFilters() {}

  /**
   * Each, as a reader would name it, by one file of its.
   *
   * @param read the files that are read, which are none
   */
  static List<String> in(FileTree tree, Set<String> read) {
    Map<String, String> found = new LinkedHashMap<>();
    for (String[] row : ROWS) {
      String path = "etc/" + row[1];
      if (!row[0].isEmpty()) {
        if (tree.isFile(path)) {
          found.putIfAbsent(row[0], row[0] + " (" + path + ")");
        }
        continue;
      }
      for (String script : paths(tree, path)) {
        if (!read.contains(script) && changesFilter(tree, script)) {
          found.put(script, "the commands of " + script);
        }
      }
    }
    return List.copyOf(found.values());
  }

  /** The files at a path, which may be all of a folder. */
  static List<String> paths(FileTree tree, String path) {
    if (!path.endsWith(EVERY)) {
      return tree.isFile(path) ? List.of(path) : List.of();
    }
    String folder = path.substring(0, path.length() - EVERY.length());
    List<String> paths = new ArrayList<>();
    for (String name : tree.list(folder)) {
      paths.add(folder + "/" + name);
    }
    return paths;
  }

  private static boolean changesFilter(FileTree tree, String path) {
    try {
      Optional<SourceFile> file = tree.isFile(path) ? tree.read(path) : Optional.empty();
      return file.isPresent() && changesFilter(file.get());
    } catch (FileTree.Unreadable e) {
      return false;
    }
  }

  /** Whether a line of it names a command that may change the packet filter. */
  static boolean changesFilter(SourceFile file) {
    for (int number = 1; number <= file.lines(); number++) {
      String line = file.line(number).strip();
      if (!line.startsWith("#")) {
        for (String command : COMMANDS) {
          if (names(line, command)) {
            return true;
          }
        }
      }
    }
    return false;
  }

  /** Whether a command, or one whose name goes on like {@code iptables-restore}, is in a line. */
  private static boolean names(String line, String command) {
    int at = line.indexOf(command);
    while (at >= 0) {
      int end = at + command.length();
      boolean begins = at == 0 || " \t/;&|(`=\"'".indexOf(line.charAt(at - 1)) >= 0;
      boolean ends = end == line.length() || " \t-\"';".indexOf(line.charAt(end)) >= 0;
      if (begins && ends) {
        return true;
      }
      at = line.indexOf(command, end);
    }
    return false;
  }
}
