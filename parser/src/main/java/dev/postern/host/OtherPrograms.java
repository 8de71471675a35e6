package dev.postern.host;

import dev.postern.data.DataFile;
import dev.postern.source.FileTree;
import dev.postern.source.SourceFile;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Programs beside those that are read, found by files of theirs that are among a host's. */
final class OtherPrograms {
  /** What takes mail or logins to mail. */
  static final OtherPrograms SERVERS = new OtherPrograms("other-servers.tsv");

  /** What may ban or lock out those who guess passwords. */
  static final OtherPrograms GUARDS = new OtherPrograms("other-guards.tsv");

  private static final String WHATEVER = "-";

  private final List<String[]> rows;

  private OtherPrograms(String table) {
    this.rows = DataFile.rows(OtherPrograms.class, table, 3);
  }

  /** Each, as a reader would name it, with the file. */
  List<String> in(FileTree tree) {
    Map<String, String> found = new LinkedHashMap<>();
    for (String[] row : rows) {
      for (String path : OtherFilters.paths(tree, row[1])) {
        if (!found.containsKey(row[0]) && tells(tree, path, row[2])) {
          found.put(row[0], "%s (%s)".formatted(row[0], path));
        }
      }
    }
    return List.copyOf(found.values());
  }

  private static boolean tells(FileTree tree, String path, String expression) {
    if (expression.equals(WHATEVER)) {
      return tree.isFile(path);
    }
    try {
      Optional<SourceFile> file = tree.isFile(path) ? tree.read(path) : Optional.empty();
      return file.isPresent() && hasLine(file.get(), Pattern.compile(expression));
    } catch (FileTree.Unreadable e) {
      return false;
    }
  }

  private static boolean hasLine(SourceFile file, Pattern pattern) {
    for (int number = 1; number <= file.lines(); number++) {
      if (pattern.matcher(file.line(number)).matches()) {
        return true;
      }
    }
    return false;
  }
}
