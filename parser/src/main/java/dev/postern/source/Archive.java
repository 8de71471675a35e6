package dev.postern.source;

import io.airlift.compress.zstd.ZstdInputStream;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.ArchiveEntry;
import org.apache.commons.compress.archivers.ArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveInputStream;

/**
 * A tar or zip archive, unpacked into memory. Configuration files are small: larger entries are
 * left out and reported, so that an archive made to exhaust memory cannot.
 *
 * @param problems entries that were left out
 */
public record Archive(FileTree tree, List<Problem> problems) {
  private static final int MAX_ENTRY_BYTES = 16 << 20;
  private static final long MAX_TOTAL_BYTES = 512L << 20;
  private static final int MAX_ENTRIES = 1_000_000;
  private static final int MAX_LINK_BYTES = 4096;
  private static final List<String> SUFFIXES =
      List.of(".tar", ".tar.gz", ".tgz", ".tar.zst", ".zip");

  public Archive {
    problems = List.copyOf(problems);
  }

  /** Whether the file's name is that of an archive that can be read. */
  public static boolean isArchive(Path path) {
    String name = name(path);
    return SUFFIXES.stream().anyMatch(name::endsWith);
  }

  private static String name(Path path) {
    return path.toString().toLowerCase(Locale.ROOT);
  }

  /**
   * Unpacks an archive whose name {@link #isArchive} knows.
   *
   * @throws IOException when it is damaged or cannot be opened
   */
  public static Archive read(Path path) throws IOException {
    try (InputStream file = new BufferedInputStream(Files.newInputStream(path));
        ArchiveInputStream<?> entries = open(name(path), file)) {
      return new Reader().read(entries);
    }
  }

  private static ArchiveInputStream<?> open(String name, InputStream file) throws IOException {
    if (name.endsWith(".zip")) {
      return new ZipArchiveInputStream(file, "UTF-8", true, true);
    }
    InputStream plain =
        name.endsWith("gz")
            ? new GZIPInputStream(file, 1 << 16)
            : name.endsWith(".zst") ? new ZstdInputStream(file) : file;
    return new TarArchiveInputStream(plain);
  }

  private static final class Reader {
    private final Map<String, byte[]> files = new HashMap<>();
    private final Map<String, String> links = new HashMap<>();
    private final Map<String, Permissions> permissions = new HashMap<>();
    private final List<Problem> problems = new ArrayList<>();
    private boolean workingCopy;
    private long total;

    Archive read(ArchiveInputStream<?> entries) throws IOException {
      try {
        int count = 0;
        for (ArchiveEntry entry = entries.getNextEntry();
            entry != null;
            entry = entries.getNextEntry()) {
          if (++count > MAX_ENTRIES) {
            throw new IOException("it has more than " + MAX_ENTRIES + " entries");
          }
          Optional<String> named = Paths.normalise(entry.getName().replace('\\', '/'));
          if (named.isPresent()) {
            add(named.get(), entry, entries);
          }
        }
      } catch (EOFException e) {
        throw new IOException("it ends in the middle of an entry", e);
      }
      return new Archive(
          new MemoryTree(files, links, workingCopy ? Map.of() : permissions), problems);
    }

    private static Permissions permissions(TarArchiveEntry entry) {
      return new Permissions(
          entry.getMode() & 0777,
          name(entry.getLongUserId(), entry.getUserName()),
          name(entry.getLongGroupId(), entry.getGroupName()));
    }

    private static String name(long number, String name) {
      return number == 0 ? Permissions.ROOT : name.isEmpty() ? Long.toString(number) : name;
    }

    private void add(String path, ArchiveEntry entry, ArchiveInputStream<?> entries)
        throws IOException {
      if (entry instanceof TarArchiveEntry tar) {
        permissions.put(path, permissions(tar));
        workingCopy |= WorkingCopy.isMark(Paths.name(path));
      }
      if (!path.isEmpty() && !entry.isDirectory()) {
        addContent(path, entry, entries);
      }
    }

    private void addContent(String path, ArchiveEntry entry, ArchiveInputStream<?> entries)
        throws IOException {
      if (entry instanceof TarArchiveEntry tar && tar.isLink()) {
        links.put(path, "/" + tar.getLinkName());
      } else if (entry instanceof TarArchiveEntry tar && tar.isSymbolicLink()) {
        links.put(path, tar.getLinkName());
      } else if (entry instanceof ZipArchiveEntry zip && zip.isUnixSymlink()) {
        links.put(path, new String(entries.readNBytes(MAX_LINK_BYTES), StandardCharsets.UTF_8));
      } else if (!(entry instanceof TarArchiveEntry tar) || tar.isFile()) {
        addFile(path, entries);
      }
    }

    private void addFile(String path, ArchiveInputStream<?> entries) throws IOException {
      byte[] content = entries.readNBytes(MAX_ENTRY_BYTES + 1);
      if (content.length > MAX_ENTRY_BYTES) {
        problems.add(leftOut(path, "it has more than " + (MAX_ENTRY_BYTES >> 20) + " MiB"));
        return;
      }
      total += content.length;
      if (total > MAX_TOTAL_BYTES) {
        throw new IOException(
            "its files have more than "
                + (MAX_TOTAL_BYTES >> 20)
                + " MiB; give the host's /etc only");
      }
      files.put(path, content);
    }

    private static Problem leftOut(String path, String why) {
      return new Problem(
          Problem.Kind.UNREADABLE,
          Problem.Level.WARNING,
          path,
          null,
          "left out of the archive: " + why);
    }
  }
}
