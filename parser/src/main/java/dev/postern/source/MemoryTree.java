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
  private final Map<String, Permissions> permissions;

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
    this(files, links, Map.of());
  }

  /**
   * A tree of these files and symbolic links.
   *
   * @param permissions of files and directories by path, as far as they are known; of the root by
   *     the empty path
   */
  MemoryTree(
      Map<String, byte[]> files, Map<String, String> links, Map<String, Permissions> permissions) {
    this.files = new TreeMap<>(files);
    this.links = Map.copyOf(links);
    this.permissions = Map.copyOf(permissions);
  }

  @Override
  public Optional<byte[]> bytes(String path) {
    return follow(path).map(files::get);
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
  public Optional<Permissions> permissions(String path) {
    return follow(path).map(permissions::get).filter(own -> belongToTheHost(own));
  }

  /**
   * On a host etc is root's: where it is not, the files are somebody's copies. Where that is not
   * told, what is root's is believed.
   */
  private boolean belongToTheHost(Permissions own) {
    Permissions top = permissions.getOrDefault("etc", permissions.getOrDefault("", own));
    return top.owner().equals(Permissions.ROOT);
  }

  @Override
  public FileTree subtree(String directory) {
    String prefix = follow(directory).map(start -> start.isEmpty() ? "" : start + "/").orElse("/");
    Map<String, Permissions> kept = below(prefix, permissions);
    follow(directory).map(permissions::get).ifPresent(top -> kept.put("", top));
    return new MemoryTree(below(prefix, files), below(prefix, links), kept);
  }

  private static <T> Map<String, T> below(String prefix, Map<String, T> all) {
    Map<String, T> below = new TreeMap<>();
    for (Map.Entry<String, T> entry : all.entrySet()) {
      if (entry.getKey().startsWith(prefix)) {
        below.put(entry.getKey().substring(prefix.length()), entry.getValue());
      }
    }
    return below;
  }

  /**
   * The path with every link replaced by its target; empty when that leaves the root or never ends.
   */
  private Optional<String> follow(String path) {
    Optional<String> current = Paths.normalise(path);
    for (int hops = 0; hops < MAX_LINKS && current.isPresent(); hops++) {
      Optional<String> link = firstLink(current.get());
      if (link.isEmpty()) {
        return current;
      }
      String target = Paths.resolve(Paths.parent(link.get()), links.getOrDefault(link.get(), ""));
      current = Paths.normalise(target + current.get().substring(link.get().length()));
    }
    return Optional.empty();
  }

  /** The shortest head of the path that is a link. */
  private Optional<String> firstLink(String path) {
    if (links.isEmpty()) {
      return Optional.empty();
    }
    for (int end = path.indexOf('/'); end >= 0; end = path.indexOf('/', end + 1)) {
      if (links.containsKey(path.substring(0, end))) {
        return Optional.of(path.substring(0, end));
      }
    }
    return links.containsKey(path) ? Optional.of(path) : Optional.empty();
  }
}
