package dev.postern.dovecot;

import dev.postern.source.DirectoryTree;
import dev.postern.testing.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

/** The cases of goldens/dovecot-2.3-constructs: answers of doveconf and Dovecot 2.3.19.1. */
final class Goldens {
  private Goldens() {}

  /** One case. */
  record Golden(String name, Path folder, Map<String, Object> expected) {
    DirectoryTree tree() {
      try {
        return new DirectoryTree(folder.resolve("tree"));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    DovecotSettings settings() {
      return DovecotSettings.read(tree(), "dovecot.conf", Platforms.DEBIAN_12);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Golden> all() {
    try (Stream<Path> folders =
        Files.list(Path.of("src/test/resources/goldens/dovecot-2.3-constructs"))) {
      return folders
          .filter(Files::isDirectory)
          .sorted()
          .map(
              folder ->
                  new Golden(
                      String.valueOf(folder.getFileName()),
                      folder,
                      Json.object(folder.resolve("expected.json"))))
          .toList()
          .stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
