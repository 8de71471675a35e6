package dev.postern.packages;

import dev.postern.source.FileTree;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Packages that a file of SQLite's holds: rpm keeps the header of each in the table {@code
 * Packages} (rpm 4.18 lib/backend/sqlite.c, docs/manual/hregions.md), FreeBSD's pkg has columns in
 * {@code packages} (pkg 1.21 libpkg/pkgdb.c).
 */
final class SqlitePackages implements PackageDatabase.Packages {
  private static final String FREEBSD = "var/db/pkg/local.sqlite";
  private static final List<String> RPM =
      List.of("var/lib/rpm/rpmdb.sqlite", "usr/lib/sysimage/rpm/rpmdb.sqlite");

  private static final int RPM_NAME = 1000;
  private static final int RPM_VERSION = 1001;
  private static final int RPM_ENTRY_BYTES = 16;

  private final Map<String, String> versions = new HashMap<>();

  private SqlitePackages() {}

  /** The one of a tree; empty too where it is damaged, or what is newest stands in its log. */
  static Optional<PackageDatabase> in(FileTree tree) {
    for (String path : RPM) {
      if (tree.isFile(path)) {
        return read(tree, path);
      }
    }
    return tree.isFile(FREEBSD) ? read(tree, FREEBSD) : Optional.empty();
  }

  private static Optional<PackageDatabase> read(FileTree tree, String path) {
    try {
      Optional<byte[]> log = tree.bytes(path + "-wal");
      Optional<byte[]> file = tree.bytes(path);
      if (file.isEmpty() || (log.isPresent() && log.get().length > 0)) {
        return Optional.empty();
      }
      SqliteFile database = new SqliteFile(file.get());
      SqlitePackages packages = new SqlitePackages();
      if (path.equals(FREEBSD)) {
        database.forEachRow("packages", packages::addColumns);
      } else {
        database.forEachRow("Packages", packages::addHeader);
      }
      return Optional.of(new PackageDatabase(path, packages));
    } catch (FileTree.Unreadable | SqliteFile.Damaged e) {
      return Optional.empty();
    }
  }

  @Override
  public Optional<String> version(String name) {
    return Optional.ofNullable(versions.get(name));
  }

  /** Columns: id, origin, name, version. */
  private void addColumns(List<byte[]> row) {
    if (row.size() > 3) {
      versions.put(text(row.get(2)), text(row.get(3)));
    }
  }

  /**
   * A header: the number of entries, the size of the data, the entries (tag, type, offset, count),
   * the data.
   */
  private void addHeader(List<byte[]> row) {
    ByteBuffer header = ByteBuffer.wrap(row.size() > 1 ? row.get(1) : new byte[0]);
    if (header.remaining() >= 8) {
      String name = value(header, RPM_NAME);
      String version = value(header, RPM_VERSION);
      if (!name.isEmpty() && !version.isEmpty()) {
        versions.put(name, version);
      }
    }
  }

  /** The text of a tag; empty where the header has none. */
  private static String value(ByteBuffer header, int tag) {
    long entries = Integer.toUnsignedLong(header.getInt(0));
    for (int entry = 8; entry + RPM_ENTRY_BYTES <= header.limit(); entry += RPM_ENTRY_BYTES) {
      if ((entry - 8) / RPM_ENTRY_BYTES >= entries) {
        break;
      }
      if (header.getInt(entry) == tag) {
        long start =
            8 + entries * RPM_ENTRY_BYTES + Integer.toUnsignedLong(header.getInt(entry + 8));
        return start < header.limit() ? untilZero(header, (int) start) : "";
      }
    }
    return "";
  }

  private static String untilZero(ByteBuffer bytes, int start) {
    int end = start;
    while (end < bytes.limit() && bytes.get(end) != 0) {
      end++;
    }
    byte[] text = new byte[end - start];
    bytes.get(start, text);
    return text(text);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
