package dev.postern.fail2ban;

import dev.postern.source.Coverage;
import dev.postern.source.FileTree;
import dev.postern.source.Paths;
import dev.postern.source.Problem;
import dev.postern.source.ReadFile;
import dev.postern.source.SourceFile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Which files make a configuration, in which order: ConfigReaderUnshared.read (configreader.py) and
 * _getIncludes (configparserinc.py). Each file is read once.
 */
final class ConfigFiles {
  /** Includes within includes; deeper, the files are something else. */
  private static final int MAX_DEPTH = 30;

  private static final String INCLUDES = "INCLUDES";

  private final FileTree tree;
  private final String directory;
  private final Map<String, Optional<IniFile>> files = new TreeMap<>();
  private final Map<String, Optional<Configuration>> configurations = new HashMap<>();
  private final Set<Problem> problems = new LinkedHashSet<>();
  private boolean lacksShipped;

  /**
   * Files below fail2ban's directory.
   *
   * @param directory such as {@code etc/fail2ban}
   */
  ConfigFiles(FileTree tree, String directory) {
    this.tree = tree;
    this.directory = directory;
  }

  String directory() {
    return directory;
  }

  /**
   * The configuration of a name such as {@code jail} or {@code filter.d/dovecot}, made of its
   * {@code .conf}, {@code .d/*.conf}, {@code .local} and {@code .d/*.local}; empty when there is
   * none of these.
   *
   * @throws Refused when one of its files is not taken
   */
  Optional<Configuration> load(String name) throws Refused {
    Optional<Configuration> known = configurations.get(name);
    if (known != null) {
      return known;
    }
    Optional<Configuration> loaded = loadOnce(name, new Configuration(), false);
    configurations.put(name, loaded);
    return loaded;
  }

  /** The same, with a file that comes before all others and is not one of the tree. */
  Optional<Configuration> load(String name, IniFile first) throws Refused {
    Configuration configuration = new Configuration();
    configuration.merge(first);
    return loadOnce(name, configuration, true);
  }

  private Optional<Configuration> loadOnce(String name, Configuration configuration, boolean begun)
      throws Refused {
    String base = directory + "/" + name;
    List<String> paths = new ArrayList<>();
    paths.add(base + ".conf");
    addNames(base + ".d", ".conf", paths);
    paths.add(base + ".local");
    addNames(base + ".d", ".local", paths);
    paths.removeIf(path -> !exists(path));

    List<String> order = new ArrayList<>();
    includes(paths, List.of(), order);
    boolean any = begun;
    for (String path : order) {
      Optional<IniFile> file = read(path);
      if (file.isPresent()) {
        configuration.merge(file.get());
        any = true;
      }
    }
    return any ? Optional.of(configuration) : Optional.empty();
  }

  /** Whether the directory has a file. */
  boolean hasFile(String name) {
    return exists(directory + "/" + name);
  }

  /** Whether a file was named that is not there, though fail2ban's package has it. */
  boolean lacksShipped() {
    return lacksShipped;
  }

  private boolean exists(String path) {
    return Paths.normalise(path).filter(tree::isFile).isPresent();
  }

  private void addNames(String folder, String suffix, List<String> paths) {
    String normal = Paths.normalise(folder).orElse("");
    if (!normal.isEmpty()) {
      for (String name : tree.list(normal)) {
        if (name.endsWith(suffix) && !name.startsWith(".")) {
          paths.add(folder + "/" + name);
        }
      }
    }
  }

  private void includes(List<String> paths, List<String> seen, List<String> order) throws Refused {
    if (seen.size() > MAX_DEPTH) {
      throw new Refused("files include each other too deep", List.of());
    }
    List<String> all = new ArrayList<>();
    for (String path : paths) {
      all.add(path);
      String local = withoutExtension(path) + ".local";
      if (!paths.contains(local) && exists(local)) {
        all.add(local);
      }
    }
    for (String path : all) {
      Optional<IniFile> file = read(path);
      if (file.isPresent()) {
        includesOf(file.get(), "before", path, seen, order);
        order.add(path);
        includesOf(file.get(), "after", path, seen, order);
      }
    }
  }

  private void includesOf(
      IniFile file, String option, String path, List<String> seen, List<String> order)
      throws Refused {
    if (!file.sections().containsKey(INCLUDES)) {
      return;
    }
    Configuration own = new Configuration();
    own.merge(file);
    Optional<Value> list = own.get(INCLUDES, option, Map.of());
    if (list.isEmpty()) {
      return;
    }
    for (String name : list.get().text().split("\n", -1)) {
      String included = name.startsWith("/") ? name : Paths.parent(path) + "/" + name;
      if (seen.contains(included) || name.isEmpty()) {
        continue;
      }
      if (!exists(included) && !included.endsWith(".local")) {
        problems.add(missing(file, included));
        String shipped = Paths.name(included);
        lacksShipped |= shipped.startsWith("paths-") || shipped.endsWith("common.conf");
      }
      List<String> deeper = new ArrayList<>(seen);
      deeper.add(path);
      includes(List.of(included), deeper, order);
    }
  }

  private static Problem missing(IniFile file, String included) {
    return new Problem(
        Problem.Kind.INCLUDE,
        Problem.Level.WARNING,
        file.source().path(),
        null,
        "the file " + Paths.name(included) + " that it includes is not among the files");
  }

  private static String withoutExtension(String path) {
    int dot = path.lastIndexOf('.');
    return dot > path.lastIndexOf('/') + 1 ? path.substring(0, dot) : path;
  }

  private Optional<IniFile> read(String path) throws Refused {
    String normal = Paths.normalise(path).orElse("");
    if (normal.isEmpty()) {
      return Optional.empty();
    }
    Optional<IniFile> file = files.get(normal);
    if (file == null) {
      file = readOnce(normal);
      files.put(normal, file);
    }
    Optional<Problem> error = file.flatMap(IniFile::error);
    if (error.isPresent()) {
      throw new Refused(
          error.get().isRefusal()
              ? "fail2ban does not take " + normal
              : normal + " cannot be read as it stands",
          List.of());
    }
    return file;
  }

  private Optional<IniFile> readOnce(String path) throws Refused {
    try {
      Optional<SourceFile> source = tree.read(path);
      return source.map(Fail2banParser::read);
    } catch (FileTree.Unreadable e) {
      problems.add(Problem.ofFile(Problem.Kind.UNREADABLE, path, e.why()));
      throw new Refused(path + " cannot be read", List.of());
    }
  }

  /** Every file that was read, sorted by path. */
  List<ReadFile> files() {
    List<ReadFile> read = new ArrayList<>();
    for (Optional<IniFile> file : files.values()) {
      file.ifPresent(
          one -> {
            int bad = Math.min(one.problems().size(), one.statements());
            Coverage coverage = new Coverage(one.statements() - bad, 0, 0, bad);
            read.add(new ReadFile(one.source(), "fail2ban", coverage, one.problems()));
          });
    }
    return read;
  }

  /** Those that belong to no file that was read. */
  List<Problem> problems() {
    return List.copyOf(problems);
  }
}
