package dev.postern.packages;

import dev.postern.source.FileTree;
import java.util.Optional;

/**
 * Stanzas of {@code Field: value} lines, one a package: the database of dpkg as dpkg-query(1) reads
 * it, or of apk in the Alpine package format.
 */
final class Stanzas implements PackageDatabase.Packages {
  static final String DPKG = "var/lib/dpkg/status";
  private static final String APK = "lib/apk/db/installed";

  private final String text;
  private final String nameField;
  private final String versionField;

  private Stanzas(String text, String nameField, String versionField) {
    this.text = "\n" + text;
    this.nameField = "\n" + nameField;
    this.versionField = "\n" + versionField;
  }

  /** The one of a tree; a database without any package is that of another system's tool. */
  static Optional<PackageDatabase> in(FileTree tree) {
    return read(tree, DPKG, "Package: ", "Version: ").or(() -> read(tree, APK, "P:", "V:"));
  }

  private static Optional<PackageDatabase> read(
      FileTree tree, String path, String nameField, String versionField) {
    return PackageDatabase.read(tree, path)
        .map(file -> new Stanzas(file.text(), nameField, versionField))
        .filter(stanzas -> stanzas.text.contains(stanzas.nameField))
        .map(stanzas -> new PackageDatabase(path, stanzas));
  }

  @Override
  public Optional<String> version(String name) {
    int start = text.indexOf(nameField + name + "\n");
    if (start < 0) {
      return Optional.empty();
    }
    int end = text.indexOf("\n\n", start);
    String stanza = end < 0 ? text.substring(start) : text.substring(start, end);
    if (stanza.contains("\nStatus: ") && !stanza.contains(" installed\n")) {
      return Optional.empty();
    }
    int at = stanza.indexOf(versionField);
    return at < 0
        ? Optional.empty()
        : stanza.substring(at + versionField.length()).lines().findFirst();
  }
}
