package dev.postern.packages;

import dev.postern.source.FileTree;
import dev.postern.source.SourceFile;
import java.util.Optional;
import java.util.Set;

/**
 * What is installed according to a tree. The databases of dpkg, apk, pacman, FreeBSD's pkg and rpm
 * are read, and the lists of packages in a report of sos.
 */
public final class PackageDatabase {
  private static final Set<String> OF_DEBIAN = Set.of(Stanzas.DPKG, Listing.SOS_DPKG);

  /** The packages of one database. */
  interface Packages {
    /** The version of a package as the distribution has it; empty when it is not installed. */
    Optional<String> version(String name);
  }

  /** What reads the file of a database. */
  interface Reader {
    Packages read(byte[] file) throws Damaged;
  }

  private final String path;
  private final Packages packages;

  PackageDatabase(String path, Packages packages) {
    this.path = path;
    this.packages = packages;
  }

  /** Empty when the tree has none that can be read. */
  public static Optional<PackageDatabase> of(FileTree tree) {
    return Stanzas.in(tree)
        .or(() -> Listing.ofPacman(tree))
        .or(() -> RpmPackages.in(tree))
        .or(() -> FreeBsdPackages.in(tree))
        .or(() -> Listing.ofSos(tree));
  }

  /** A file as text; empty where it is not there or cannot be read. */
  static Optional<SourceFile> read(FileTree tree, String path) {
    try {
      return tree.read(path);
    } catch (FileTree.Unreadable e) {
      return Optional.empty();
    }
  }

  /** Empty where a file is not there or damaged, or SQLite's log beside it has what is newest. */
  static Optional<PackageDatabase> read(FileTree tree, String path, Reader reader) {
    try {
      Optional<byte[]> file = tree.bytes(path);
      if (file.isEmpty() || tree.bytes(path + "-wal").filter(log -> log.length > 0).isPresent()) {
        return Optional.empty();
      }
      return Optional.of(new PackageDatabase(path, reader.read(file.get())));
    } catch (FileTree.Unreadable | Damaged e) {
      return Optional.empty();
    }
  }

  /** Its place in the tree. */
  public String path() {
    return path;
  }

  /** Whether it is dpkg's. */
  public boolean isDebian() {
    return OF_DEBIAN.contains(path);
  }

  /** Whether a package is installed. */
  public boolean lists(String name) {
    return version(name).isPresent();
  }

  /** The version of a package as the distribution has it; empty when it is not installed. */
  public Optional<String> version(String name) {
    return packages.version(name);
  }
}
