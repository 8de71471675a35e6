package dev.postern.source;

import java.util.List;
import java.util.Optional;

/**
 * A tree that holds the content of some directories of a host rather than the host's root: with the
 * mount point {@code etc}, its {@code dovecot/dovecot.conf} is also found as {@code
 * /etc/dovecot/dovecot.conf}. Files keep the path they have in the tree.
 */
public final class MountedTree implements FileTree {
  private final FileTree tree;
  private final List<String> mountPoints;

  /**
   * The tree seen as if it stood at each of some places.
   *
   * @param mountPoints directories of the host, longest first, without slashes around
   */
  public MountedTree(FileTree tree, List<String> mountPoints) {
    this.tree = tree;
    this.mountPoints = List.copyOf(mountPoints);
  }

  @Override
  public Optional<SourceFile> read(String path) throws Unreadable {
    return tree.read(locate(path));
  }

  @Override
  public Optional<byte[]> bytes(String path) throws Unreadable {
    return tree.bytes(locate(path));
  }

  @Override
  public List<String> list(String directory) {
    return tree.list(locate(directory));
  }

  @Override
  public boolean isDirectory(String path) {
    return tree.isDirectory(locate(path));
  }

  @Override
  public boolean isFile(String path) {
    return tree.isFile(locate(path));
  }

  @Override
  public boolean leavesRoot(String path) {
    return tree.leavesRoot(locate(path));
  }

  @Override
  public Optional<Problem> obstacle(String path) {
    return tree.obstacle(locate(path));
  }

  @Override
  public Optional<Permissions> permissions(String path) {
    return tree.permissions(locate(path));
  }

  @Override
  public FileTree subtree(String directory) {
    return tree.subtree(locate(directory));
  }

  private String locate(String path) {
    Optional<String> normal = Paths.normalise(path);
    if (normal.isEmpty() || exists(normal.get())) {
      return path;
    }
    for (String point : mountPoints) {
      if (normal.get().equals(point)) {
        return "";
      }
      if (normal.get().startsWith(point + "/")) {
        String inside = normal.get().substring(point.length() + 1);
        if (exists(inside)) {
          return inside;
        }
      }
    }
    return path;
  }

  private boolean exists(String path) {
    return tree.isFile(path) || tree.isDirectory(path);
  }
}
