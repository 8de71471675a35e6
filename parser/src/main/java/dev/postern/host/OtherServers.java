package dev.postern.host;

import dev.postern.data.DataFile;
import dev.postern.fact.Origin;
import dev.postern.source.FileTree;
import dev.postern.source.SourceFile;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** What takes mail or logins to mail on a host by files that are not read. */
final class OtherServers {
  private static final String WHATEVER = "-";

  private OtherServers() {}

  /** What is assumed of each. */
  static List<Origin.Assumption> assumptions(FileTree tree) {
    Map<String, String> found = new LinkedHashMap<>();
    for (String[] row : DataFile.rows(OtherServers.class, "other-servers.tsv", 3)) {
      for (String path : OtherFilters.paths(tree, "etc/" + row[1])) {
        if (!found.containsKey(row[0]) && tells(tree, path, row[2])) {
          found.put(row[0], path);
        }
      }
    }
    List<Origin.Assumption> assumptions = new ArrayList<>();
    found.forEach(
        (name, path) ->
            assumptions.add(
                new Origin.Assumption(
                    "no mail comes or goes by %s (%s), not read here".formatted(name, path))));
    return assumptions;
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
