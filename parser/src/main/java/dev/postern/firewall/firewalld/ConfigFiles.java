package dev.postern.firewall.firewalld;

import dev.postern.source.Coverage;
import dev.postern.source.FileTree;
import dev.postern.source.Problem;
import dev.postern.source.ReadFile;
import dev.postern.source.SourceFile;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The XML files of a host: those of the administrator in place of the package's of the name. */
final class ConfigFiles {
  private static final String PACKAGE = "usr/lib/firewalld";
  private static final Set<String> DESCRIPTIVE = Set.of("short", "description");

  private final FileTree tree;
  private final String directory;
  private final Map<String, SourceFile> sources = new LinkedHashMap<>();
  private final Map<String, Coverage> coverage = new LinkedHashMap<>();
  private final List<Problem> problems = new ArrayList<>();
  private boolean isWhole = true;

  /**
   * The files of a host.
   *
   * @param directory the administrator's, such as {@code etc/firewalld}
   */
  ConfigFiles(FileTree tree, String directory) {
    this.tree = tree;
    this.directory = directory;
  }

  private String own(String path) {
    return directory.isEmpty() ? path : directory + "/" + path;
  }

  /** Whether the package's files of a kind, such as {@code services}, are among the files. */
  boolean hasStock(String kind) {
    return tree.isDirectory(PACKAGE + "/" + kind);
  }

  /** Root elements of a kind's files by their names, the administrator's alone or all of them. */
  Map<String, Element> all(String kind, boolean withStock) {
    Map<String, Element> found = new LinkedHashMap<>();
    if (withStock) {
      collect(PACKAGE + "/" + kind, found);
    }
    collect(own(kind), found);
    return found;
  }

  /** Directories among the administrator's zones, whose files make one zone each. */
  Map<String, List<Element>> combinedZones() {
    Map<String, List<Element>> zones = new LinkedHashMap<>();
    for (String name : tree.list(own("zones"))) {
      String path = own("zones") + "/" + name;
      if (!name.endsWith(".xml") && tree.isDirectory(path)) {
        Map<String, Element> parts = new LinkedHashMap<>();
        collect(path, parts);
        zones.put(name, List.copyOf(parts.values()));
      }
    }
    return zones;
  }

  private void collect(String path, Map<String, Element> into) {
    for (String name : tree.list(path)) {
      if (name.endsWith(".xml") && tree.isFile(path + "/" + name)) {
        Optional<Element> root = read(path + "/" + name);
        root.ifPresent(
            element -> into.put(name.substring(0, name.length() - ".xml".length()), element));
      }
    }
  }

  /** One of the package's files. */
  Optional<Element> stock(String kind, String name) {
    String path = PACKAGE + "/" + kind + "/" + name + ".xml";
    return name.indexOf('/') < 0 && tree.isFile(path) ? read(path) : Optional.empty();
  }

  /** The file of direct rules. */
  Optional<Element> direct() {
    return tree.isFile(own("direct.xml")) ? read(own("direct.xml")) : Optional.empty();
  }

  private Optional<Element> read(String path) {
    try {
      Optional<SourceFile> source = tree.read(path);
      if (source.isEmpty()) {
        return Optional.empty();
      }
      sources.put(path, source.get());
      Element root = XmlReader.read(source.get());
      coverage.put(path, new Coverage(statements(root), 0, 0, 0));
      return Optional.of(root);
    } catch (FileTree.Unreadable e) {
      problems.add(Problem.ofFile(Problem.Kind.UNREADABLE, path, e.why()));
    } catch (XmlReader.Unfit e) {
      problems.add(e.problem());
      coverage.put(path, new Coverage(0, 0, 0, 1));
    }
    isWhole = false;
    return Optional.empty();
  }

  private static int statements(Element element) {
    int count = DESCRIPTIVE.contains(element.name()) ? 0 : 1;
    for (Element child : element.children()) {
      count += statements(child);
    }
    return count;
  }

  /** Whether every file that is there could be read. */
  boolean isWhole() {
    return isWhole;
  }

  /**
   * The files as they were read, each with its problems.
   *
   * @param more problems found in what the files say
   */
  List<ReadFile> files(List<Problem> more) {
    List<Problem> all = new ArrayList<>(problems);
    all.addAll(more);
    List<ReadFile> files = new ArrayList<>();
    sources.forEach(
        (path, source) ->
            files.add(
                new ReadFile(
                    source,
                    "firewalld",
                    coverage.getOrDefault(path, Coverage.NONE),
                    all.stream().filter(problem -> problem.file().equals(path)).toList())));
    return files;
  }

  /** Problems of files that could not be opened. */
  List<Problem> unopened() {
    return problems.stream().filter(problem -> !sources.containsKey(problem.file())).toList();
  }
}
