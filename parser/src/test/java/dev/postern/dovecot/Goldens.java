package dev.postern.dovecot;

import dev.postern.dovecot.settings.DovecotSettings;
import dev.postern.posture.service.Platform;
import dev.postern.source.DirectoryTree;
import dev.postern.testing.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

/** Cases with the answers of doveconf and of a running Dovecot, 2.3.19.1 or 2.4.4. */
final class Goldens {
  private Goldens() {}

  /** One case. */
  record Golden(String name, Path folder, Platform platform, Map<String, Object> expected) {
    DirectoryTree tree() {
      try {
        return new DirectoryTree(folder.resolve("tree"));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    DovecotSettings settings() {
      return DovecotReader.read(tree(), "dovecot.conf", platform);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /** Of Dovecot 2.3.19.1. */
  static Stream<Golden> all() {
    return in("dovecot-2.3-constructs", Platforms.WITHOUT_PIGEONHOLE);
  }

  /** Of both dialects. */
  static Stream<Golden> ofBothDialects() {
    return Stream.of(
            all(),
            in("dovecot-2.4-constructs", Platforms.DOVECOT_2_4),
            in("dovecot-2.4", Platforms.DOVECOT_2_4))
        .flatMap(goldens -> goldens);
  }

  private static Stream<Golden> in(String set, Platform platform) {
    try (Stream<Path> folders = Files.list(Path.of("src/test/resources/goldens", set))) {
      return folders
          .filter(Files::isDirectory)
          .sorted()
          .map(
              folder ->
                  new Golden(
                      set + "/" + folder.getFileName(),
                      folder,
                      platform,
                      Json.object(folder.resolve("expected.json"))))
          .toList()
          .stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
