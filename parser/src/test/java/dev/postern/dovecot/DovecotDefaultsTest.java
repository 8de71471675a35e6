package dev.postern.dovecot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.posture.Platform.Distribution;
import dev.postern.source.MemoryTree;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every default of three versions, as their doveconf -d printed them. */
class DovecotDefaultsTest {
  private static final Path GOLDENS = Path.of("src/test/resources/goldens/dovecot-defaults");

  /**
   * What is left out on either side: settings that doveconf asks a program of Pigeonhole for, and
   * those that 2.4 wants in every file.
   */
  private static final String LEFT_OUT =
      "(managesieve_\\w+_capability|dovecot_config_version|dovecot_storage_version) =.*";

  @ParameterizedTest
  @CsvSource({
    "2.2.36.4, OTHER, ''",
    "2.3.19.1, DEBIAN, ''",
    "2.4.4, OTHER, dovecot_config_version = 2.4.4;dovecot_storage_version = 2.4.4"
  })
  void areThoseOfDoveconf(String version, Distribution distribution, String text)
      throws IOException {
    byte[] file = (text.replace(';', '\n') + "\n").getBytes(StandardCharsets.UTF_8);
    DovecotSettings settings =
        DovecotSettings.read(
            new MemoryTree(Map.of("dovecot.conf", file)),
            "dovecot.conf",
            Platforms.of(version, distribution));

    List<String> theirs = lines(Files.readString(GOLDENS.resolve(version + ".txt")));
    List<String> ours = lines(settings.print(true, Scope.GLOBAL));
    if (theirs.stream().noneMatch(line -> line.contains("managesieve"))) {
      // That doveconf was built without Pigeonhole.
      ours = ours.stream().filter(line -> !line.contains("managesieve")).toList();
    }

    assertThat(missing(theirs, ours)).as("what doveconf alone prints").isEmpty();
    assertThat(missing(ours, theirs)).as("what we alone print").isEmpty();
  }

  /** Each setting with the sections around it. */
  private static List<String> lines(String text) {
    List<String> lines = new ArrayList<>();
    List<String> around = new ArrayList<>();
    for (String line : text.lines().map(String::strip).toList()) {
      if (line.endsWith(" {")) {
        around.add(line);
      } else if (line.equals("}")) {
        around.remove(around.size() - 1);
      } else if (!line.isEmpty() && !line.startsWith("#") && !line.matches(LEFT_OUT)) {
        lines.add(String.join(" ", around) + " " + line);
      }
    }
    return lines;
  }

  private static List<String> missing(List<String> from, List<String> in) {
    List<String> missing = new ArrayList<>(from);
    missing.removeAll(in);
    return missing;
  }
}
