package dev.postern.host;

import dev.postern.data.DataFile;
import dev.postern.posture.shape.Word;
import dev.postern.source.FileTree;
import dev.postern.source.Order;
import dev.postern.source.Paths;
import dev.postern.source.Problem;
import dev.postern.source.TemplateFile;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** Where configurations usually stand: {@code well-known-files.tsv}. */
final class WellKnownFiles {
  private static final Comparator<ConfigFile> ORDER =
      Order.by(ConfigFile::kind).then(ConfigFile::path);

  private static final String JAIL_DIRECTORY = "jail.d";

  private final List<ConfigFile> patterns;

  private WellKnownFiles(List<ConfigFile> patterns) {
    this.patterns = patterns;
  }

  static WellKnownFiles load() {
    List<ConfigFile> patterns = new ArrayList<>();
    for (String[] row : DataFile.rows(WellKnownFiles.class, "well-known-files.tsv", 2)) {
      ConfigKind kind = ConfigKind.valueOf(row[0].toUpperCase(Locale.ROOT));
      patterns.add(new ConfigFile(kind, row[1]));
    }
    return new WellKnownFiles(patterns);
  }

  /**
   * The configurations below {@code directory} of the tree, each pattern taken as a path from
   * there.
   *
   * @param directory empty for the root, else with a slash at its end
   */
  List<ConfigFile> below(FileTree tree, String directory) {
    Set<ConfigFile> found = new LinkedHashSet<>();
    for (ConfigFile pattern : patterns) {
      add(found, tree, pattern.kind(), directory + pattern.path());
    }
    return sorted(found);
  }

  /**
   * The configurations that lie in {@code directory} itself, without the folders they usually have;
   * of names without an ending only those of sets, which stand for nothing else.
   */
  List<ConfigFile> flatIn(FileTree tree, String directory) {
    Set<ConfigFile> found = new LinkedHashSet<>();
    for (ConfigFile pattern : patterns) {
      String name = Paths.name(pattern.path());
      if (name.indexOf('.') >= 0 || pattern.kind() == ConfigKind.IPSET) {
        add(found, tree, pattern.kind(), directory + name);
      }
    }
    return sorted(found);
  }

  /**
   * What keeps configurations below {@code directory} from being read, each thing once: links that
   * are not followed, directories that may not be entered.
   */
  List<Problem> obstacles(FileTree tree, String directory) {
    TreeSet<Problem> obstacles = new TreeSet<>(Problem.ORDER);
    for (ConfigFile pattern : patterns) {
      String path = directory + pattern.path();
      boolean mayBeDirectory = path.endsWith(JAIL_DIRECTORY) && tree.isDirectory(path);
      if (path.indexOf('*') < 0 && !mayBeDirectory) {
        tree.obstacle(path).ifPresent(obstacles::add);
      }
    }
    return List.copyOf(obstacles);
  }

  /** The name of the first file of a kind. */
  String usualName(ConfigKind kind) {
    for (ConfigFile pattern : patterns) {
      if (pattern.kind() == kind) {
        return Paths.name(pattern.path());
      }
    }
    return Word.of(kind);
  }

  private static void add(Set<ConfigFile> found, FileTree tree, ConfigKind kind, String path) {
    String directory = Paths.parent(path);
    int star = path.indexOf('*');
    if (star >= 0) {
      String suffix = path.substring(star + 1);
      for (String name : tree.list(directory)) {
        if (TemplateFile.finished(name).endsWith(suffix)) {
          found.add(new ConfigFile(kind, directory.isEmpty() ? name : directory + "/" + name));
        }
      }
      return;
    }
    if (kind == ConfigKind.POSTFIX) {
      String master = directory.isEmpty() ? "master.cf" : directory + "/master.cf";
      if (TemplateFile.find(tree, path).or(() -> TemplateFile.find(tree, master)).isPresent()) {
        found.add(new ConfigFile(kind, directory));
      }
    } else if (path.endsWith(JAIL_DIRECTORY) && holdsJails(tree, path)) {
      found.add(new ConfigFile(kind, path));
    } else {
      TemplateFile.find(tree, path).ifPresent(file -> found.add(new ConfigFile(kind, file)));
    }
  }

  /** fail2ban reads what it finds there, with or without a file beside the directory. */
  private static boolean holdsJails(FileTree tree, String directory) {
    for (String name : tree.list(directory)) {
      if (name.endsWith(".conf") || name.endsWith(".local")) {
        return true;
      }
    }
    return false;
  }

  private static List<ConfigFile> sorted(Set<ConfigFile> found) {
    List<ConfigFile> sorted = new ArrayList<>(found);
    sorted.sort(ORDER);
    return sorted;
  }
}
