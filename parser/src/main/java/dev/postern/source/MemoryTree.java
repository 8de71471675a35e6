package dev.postern.source;

import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** Files held in memory: an unpacked archive, standard input, a test. */
public final class MemoryTree implements FileTree {
  /** As many links in a row as Linux follows, path_resolution(7). */
  private static final int MAX_LINKS = 40;

  private final NavigableMap<String, byte[]> files;
  private final Map<String, String> links;

  /**
   * A tree of these files.
   *
   * @param files content by path relative to the root, with {@code /}
   */
  public MemoryTree(Map<String, byte[]> files) {
    this(files, Map.of());
  }

  /**
   * A tree of these files and symbolic links.
   *
   * @param links targets by path; an absolute target starts at the root
   */
  public MemoryTree(Map<String, byte[]> files, Map<String, String> links) {
    this.files = new TreeMap<>(files);
    this.links = Map.copyOf(links);
  }

  @Override
  public Optional<SourceFile> read(String path) {
    return follow(path)
        .filter(files::containsKey)
        .map(
            found ->
                SourceFile.of(
                    Paths.normalise(path).orElse(path), files.getOrDefault(found, new byte[0])));
  }

  @Override
  public List<String> list(String directory) {
    Optional<String> start = follow(directory);
    if (start.isEmpty()) {
      return List.of();
    }
    String prefix = start.get().isEmpty() ? "" : start.get() + "/";
    TreeSet<String> names = new TreeSet<>();
    for (String path : files.tailMap(prefix, true).keySet()) {
      if (!path.startsWith(prefix)) {
        break;
      }
      names.add(firstPart(path.substring(prefix.length())));
    }
    for (String link : links.keySet()) {
      if (link.startsWith(prefix)) {
        names.add(firstPart(link.substring(prefix.length())));
      }
    }
    return List.copyOf(names);
  }

  private static String firstPart(String path) {
    int slash = path.indexOf('/');
    return slash < 0 ? path : path.substring(0, slash);
  }

  @Override
  public boolean isDirectory(String path) {
    return !isFile(path) && !list(path).isEmpty();
  }

  @Override
  public boolean isFile(String path) {
    return follow(path).filter(files::containsKey).isPresent();
  }

  @Override
  public boolean leavesRoot(String path) {
    return follow(path).isEmpty();
  }

  @Override
  public FileTree subtree(String directory) {
    String prefix = follow(directory).map(start -> start.isEmpty() ? "" : start + "/").orElse("/");
    Map<String, byte[]> below = new TreeMap<>();
    files.forEach(
        (path, content) -> {
          if (path.startsWith(prefix)) {
            below.put(path.substring(prefix.length()), content);
          }
        });
    Map<String, String> linksBelow = new TreeMap<>();
    links.forEach(
        (path, target) -> {
          if (path.startsWith(prefix)) {
            linksBelow.put(path.substring(prefix.length()), target);
          }
        });
    return new MemoryTree(below, linksBelow);
  }

  /**
   * The path with every link replaced by its target; empty when that leaves the root or never ends.
   */
  private Optional<String> follow(String path) {
    Optional<String> current = Paths.normalise(path);
    for (int hops = 0; hops < MAX_LINKS && current.isPresent(); hops++) {
      Optional<String> next = followOne(current.get());
      if (next.equals(current)) {
        return current;
      }
      current = next;
    }
    return Optional.empty();
  }

  private Optional<String> followOne(String path) {
    if (links.isEmpty()) {
      return Optional.of(path);
    }
    for (int end = path.indexOf('/'); ; end = path.indexOf('/', end + 1)) {
      String head = end < 0 ? path : path.substring(0, end);
      String target = links.get(head);
      if (target != null) {
        String rest = end < 0 ? "" : path.substring(end);
        return Paths.normalise(Paths.resolve(Paths.parent(head), target) + rest);
      }
      if (end < 0) {
        return Optional.of(path);
      }
    }
  }
}
