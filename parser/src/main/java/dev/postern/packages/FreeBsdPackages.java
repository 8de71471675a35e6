package dev.postern.packages;

import dev.postern.source.FileTree;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The database of FreeBSD's pkg, a file of SQLite's (pkg 1.21 libpkg/pkgdb.c). */
final class FreeBsdPackages implements PackageDatabase.Packages {
  private static final String PATH = "var/db/pkg/local.sqlite";

  private final Map<String, String> versions = new HashMap<>();

  private FreeBsdPackages() {}

  /** The one of a tree; empty too where it is damaged, or what is newest stands in its log. */
  static Optional<PackageDatabase> in(FileTree tree) {
    return PackageDatabase.read(
        tree,
        PATH,
        file -> {
          FreeBsdPackages packages = new FreeBsdPackages();
          new SqliteFile(file).forEachRow("packages", packages::add);
          return packages;
        });
  }

  @Override
  public Optional<String> version(String name) {
    return Optional.ofNullable(versions.get(name));
  }

  /** Columns: id, origin, name, version. */
  private void add(List<byte[]> row) {
    if (row.size() > 3) {
      versions.put(text(row.get(2)), text(row.get(3)));
    }
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
