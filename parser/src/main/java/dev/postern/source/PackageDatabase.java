package dev.postern.source;

import java.util.Optional;

/**
 * The package database of a tree: dpkg's {@code var/lib/dpkg/status} or apk's {@code
 * lib/apk/db/installed}. Both hold stanzas of {@code Field: value} lines; the formats are those of
 * dpkg-query(1) and the Alpine package format.
 */
public final class PackageDatabase {
  private static final String DPKG = "var/lib/dpkg/status";
  private static final String APK = "lib/apk/db/installed";

  private final String path;
  private final String text;

  private PackageDatabase(SourceFile file) {
    this.path = file.path();
    this.text = "\n" + file.text();
  }

  /** Empty when the tree has none that can be read. */
  public static Optional<PackageDatabase> of(FileTree tree) {
    try {
      return tree.read(tree.isFile(DPKG) ? DPKG : APK).map(PackageDatabase::new);
    } catch (FileTree.Unreadable e) {
      return Optional.empty();
    }
  }

  /** Its place in the tree. */
  public String path() {
    return path;
  }

  /** Whether it is dpkg's. */
  public boolean isDebian() {
    return path.equals(DPKG);
  }

  /** Whether a package is installed. */
  public boolean lists(String name) {
    return version(name).isPresent();
  }

  /** The version of a package as the distribution has it; empty when it is not installed. */
  public Optional<String> version(String name) {
    int start = text.indexOf("\n" + (isDebian() ? "Package: " : "P:") + name + "\n");
    if (start < 0) {
      return Optional.empty();
    }
    int end = text.indexOf("\n\n", start);
    String stanza = end < 0 ? text.substring(start) : text.substring(start, end);
    if (stanza.contains("\nStatus: ") && !stanza.contains(" installed\n")) {
      return Optional.empty();
    }
    String field = "\n" + (isDebian() ? "Version: " : "V:");
    int at = stanza.indexOf(field);
    return at < 0 ? Optional.empty() : stanza.substring(at + field.length()).lines().findFirst();
  }
}
