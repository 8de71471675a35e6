package dev.postern.packages;

import dev.postern.source.FileTree;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The database of rpm, which keeps the header of each package in one of three forms of file (rpm
 * 4.18 lib/backend, docs/manual/hregions.md).
 */
final class RpmPackages implements PackageDatabase.Packages {
  /** The headers of a file. */
  private interface Form {
    void forEachHeader(byte[] file, Consumer<byte[]> action) throws Damaged;
  }

  private record Place(String path, Form form) {}

  private static final Form SQLITE =
      (file, action) ->
          new SqliteFile(file)
              .forEachRow(
                  "Packages",
                  row -> {
                    if (row.size() > 1) {
                      action.accept(row.get(1));
                    }
                  });
  private static final Form NDB = NdbFile::forEachBlob;
  private static final Form BERKELEY =
      (file, action) -> new BerkeleyHash(file).forEachValue(action);

  /** The newest form first: a host that was upgraded may have an older one still. */
  private static final List<Place> PLACES =
      List.of(
          new Place("usr/lib/sysimage/rpm/rpmdb.sqlite", SQLITE),
          new Place("var/lib/rpm/rpmdb.sqlite", SQLITE),
          new Place("usr/lib/sysimage/rpm/Packages.db", NDB),
          new Place("var/lib/rpm/Packages.db", NDB),
          new Place("var/lib/rpm/Packages", BERKELEY));

  private static final int NAME = 1000;
  private static final int VERSION = 1001;
  private static final int ENTRY_BYTES = 16;

  private final Map<String, String> versions = new HashMap<>();

  private RpmPackages() {}

  /** The one of a tree; empty too where it is damaged, or what is newest stands in its log. */
  static Optional<PackageDatabase> in(FileTree tree) {
    for (Place place : PLACES) {
      if (tree.isFile(place.path())) {
        return PackageDatabase.read(
            tree,
            place.path(),
            file -> {
              RpmPackages packages = new RpmPackages();
              place.form().forEachHeader(file, packages::add);
              return packages;
            });
      }
    }
    return Optional.empty();
  }

  @Override
  public Optional<String> version(String name) {
    return Optional.ofNullable(versions.get(name));
  }

  /**
   * A header: the number of entries, the size of the data, the entries (tag, type, offset, count),
   * the data.
   */
  private void add(byte[] bytes) {
    ByteBuffer header = ByteBuffer.wrap(bytes);
    if (header.remaining() >= 8) {
      String name = value(header, NAME);
      String version = value(header, VERSION);
      if (!name.isEmpty() && !version.isEmpty()) {
        versions.put(name, version);
      }
    }
  }

  /** The text of a tag; empty where the header has none. */
  private static String value(ByteBuffer header, int tag) {
    long entries = Integer.toUnsignedLong(header.getInt(0));
    for (int entry = 8; entry + ENTRY_BYTES <= header.limit(); entry += ENTRY_BYTES) {
      if ((entry - 8) / ENTRY_BYTES >= entries) {
        break;
      }
      if (header.getInt(entry) == tag) {
        long start = 8 + entries * ENTRY_BYTES + Integer.toUnsignedLong(header.getInt(entry + 8));
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
    return new String(text, StandardCharsets.UTF_8);
  }
}
