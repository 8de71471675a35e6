package dev.postern.source;

import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** Files held in memory: an unpacked archive, standard input, a test. */
public final class MemoryTree implements FileTree {
  private final NavigableMap<String, byte[]> files;

  /**
   * A tree of these files.
   *
   * @param files content by path relative to the root, with {@code /}
   */
  public MemoryTree(Map<String, byte[]> files) {
    this.files = new TreeMap<>(files);
  }

  @Override
  public Optional<SourceFile> read(String path) {
    return Paths.normalise(path)
        .filter(files::containsKey)
        .map(found -> SourceFile.of(found, files.getOrDefault(found, new byte[0])));
  }

  @Override
  public List<String> list(String directory) {
    String start = Paths.normalise(directory).orElse("..");
    String prefix = start.isEmpty() ? "" : start + "/";
    TreeSet<String> names = new TreeSet<>();
    for (String path : files.tailMap(prefix, true).keySet()) {
      if (!path.startsWith(prefix)) {
        break;
      }
      int slash = path.indexOf('/', prefix.length());
      names.add(path.substring(prefix.length(), slash < 0 ? path.length() : slash));
    }
    return List.copyOf(names);
  }

  @Override
  public boolean isDirectory(String path) {
    return Paths.normalise(path).isPresent() && !isFile(path) && !list(path).isEmpty();
  }

  @Override
  public boolean isFile(String path) {
    return Paths.normalise(path).filter(files::containsKey).isPresent();
  }

  @Override
  public boolean leavesRoot(String path) {
    return Paths.normalise(path).isEmpty();
  }
}
