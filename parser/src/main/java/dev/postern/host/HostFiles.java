package dev.postern.host;

import dev.postern.source.FileTree;
import dev.postern.source.Problem;
import java.util.List;

/**
 * The files that make one host.
 *
 * @param name what to call it
 * @param root where it was found, as the user wrote it; a prefix for its files' paths, {@code .}
 *     for none
 * @param configs where to start reading, sorted by kind and path
 * @param problems of finding and unpacking
 */
public record HostFiles(
    String name, String root, FileTree tree, List<ConfigFile> configs, List<Problem> problems) {
  public HostFiles {
    configs = List.copyOf(configs);
    problems = List.copyOf(problems);
  }

  /** The paths of one kind, sorted. */
  public List<String> paths(ConfigKind kind) {
    return configs.stream()
        .filter(config -> config.kind() == kind)
        .map(ConfigFile::path)
        .sorted()
        .toList();
  }
}
