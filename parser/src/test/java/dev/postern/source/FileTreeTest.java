package dev.postern.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileTreeTest {

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Nested
  class OfADirectory {
    @TempDir Path outside;

    @Test
    void readsAndListsBelowItsRoot() throws Exception {
      Path root = Files.createDirectories(outside.resolve("root/etc"));
      Files.writeString(root.resolve("b"), "2");
      Files.writeString(root.resolve("a"), "1");
      FileTree tree = new DirectoryTree(outside.resolve("root"));
      assertThat(tree.list("etc")).containsExactly("a", "b");
      assertThat(tree.read("/etc/../etc/./a")).map(SourceFile::text).contains("1");
      assertThat(tree.read("etc/c")).isEmpty();
    }

    @Test
    void neverLeavesItsRoot() throws Exception {
      Path root = Files.createDirectories(outside.resolve("root"));
      Files.writeString(outside.resolve("secret"), "s");
      Files.createSymbolicLink(root.resolve("link"), outside.resolve("secret"));
      FileTree tree = new DirectoryTree(root);
      for (String path : List.of("../secret", "link")) {
        assertThat(tree.leavesRoot(path)).as(path).isTrue();
        assertThat(tree.read(path)).as(path).isEmpty();
        assertThat(tree.isFile(path)).as(path).isFalse();
      }
    }
  }

  @Nested
  class InMemory {
    private final FileTree tree =
        new MemoryTree(
            Map.of("etc/a", bytes("1"), "etc/d/b", bytes("2")),
            Map.of("etc/l", "d", "etc/out", "../../x", "etc/loop", "loop"));

    @Test
    void listsNamesOnceAndSorted() {
      assertThat(tree.list("etc")).containsExactly("a", "d", "l", "loop", "out");
    }

    @Test
    void followsLinks() throws Exception {
      assertThat(tree.read("etc/l/b")).map(SourceFile::path).contains("etc/l/b");
      assertThat(tree.isDirectory("etc/l")).isTrue();
    }

    @Test
    void reportsLinksThatLeaveOrNeverEnd() {
      assertThat(tree.leavesRoot("etc/out")).isTrue();
      assertThat(tree.leavesRoot("etc/loop")).isTrue();
      assertThat(tree.leavesRoot("etc/a")).isFalse();
    }
  }

  @Nested
  class Mounted {
    @Test
    void findsFilesWhereTheHostWouldHaveThem() throws Exception {
      FileTree tree =
          new MountedTree(
              new MemoryTree(Map.of("dovecot/dovecot.conf", bytes("x"))), List.of("etc"));
      assertThat(tree.read("/etc/dovecot/dovecot.conf"))
          .map(SourceFile::path)
          .contains("dovecot/dovecot.conf");
      assertThat(tree.list("etc/dovecot")).containsExactly("dovecot.conf");
    }
  }

  @Nested
  class OfAnArchive {
    @TempDir Path directory;

    @Test
    void unpacksTarWithLinks() throws Exception {
      Path file = directory.resolve("host.tar.gz");
      try (TarArchiveOutputStream tar =
          new TarArchiveOutputStream(new GZIPOutputStream(Files.newOutputStream(file)))) {
        put(tar, "host/etc/postfix/main.cf", "myhostname = a\n");
        TarArchiveEntry link = new TarArchiveEntry("host/etc/link", TarConstants.LF_SYMLINK);
        link.setLinkName("postfix");
        tar.putArchiveEntry(link);
        tar.closeArchiveEntry();
      }
      Archive archive = Archive.read(file);
      assertThat(archive.problems()).isEmpty();
      assertThat(archive.tree().read("host/etc/link/main.cf"))
          .map(SourceFile::text)
          .contains("myhostname = a\n");
    }

    @Test
    void unpacksZip() throws Exception {
      Path file = directory.resolve("host.ZIP");
      try (OutputStream out = Files.newOutputStream(file);
          ZipOutputStream zip = new ZipOutputStream(out)) {
        zip.putNextEntry(new ZipEntry("etc/dovecot/dovecot.conf"));
        zip.write(bytes("ssl = no\n"));
        zip.closeEntry();
      }
      assertThat(Archive.isArchive(file)).isTrue();
      assertThat(Archive.read(file).tree().read("etc/dovecot/dovecot.conf")).isPresent();
    }

    @Test
    void leavesOutWhatIsTooLargeAndSaysSo() throws Exception {
      Path file = directory.resolve("host.tar");
      try (TarArchiveOutputStream tar = new TarArchiveOutputStream(Files.newOutputStream(file))) {
        put(tar, "etc/huge", "x".repeat((16 << 20) + 1));
      }
      assertThat(Archive.read(file).problems())
          .singleElement()
          .hasToString("etc/huge: left out of the archive: it has more than 16 MiB");
    }

    @Test
    void climbsNowhere() throws Exception {
      Path file = directory.resolve("host.tar");
      try (TarArchiveOutputStream tar = new TarArchiveOutputStream(Files.newOutputStream(file))) {
        put(tar, "../../etc/passwd", "x");
      }
      assertThat(Archive.read(file).tree().list("")).isEmpty();
    }

    @Test
    void saysThatADamagedOneIsDamaged() throws Exception {
      ByteArrayOutputStream whole = new ByteArrayOutputStream();
      try (TarArchiveOutputStream tar = new TarArchiveOutputStream(new GZIPOutputStream(whole))) {
        put(tar, "etc/a", "x".repeat(5000));
      }
      Path file = directory.resolve("host.tgz");
      Files.write(file, java.util.Arrays.copyOf(whole.toByteArray(), 40));
      org.assertj.core.api.Assertions.assertThatThrownBy(() -> Archive.read(file))
          .isInstanceOf(IOException.class);
    }

    private void put(TarArchiveOutputStream tar, String name, String content) throws IOException {
      TarArchiveEntry entry = new TarArchiveEntry(name, true);
      entry.setSize(content.length());
      tar.putArchiveEntry(entry);
      tar.write(bytes(content));
      tar.closeArchiveEntry();
    }
  }
}
