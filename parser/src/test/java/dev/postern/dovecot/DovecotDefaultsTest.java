package dev.postern.dovecot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.dovecot.settings.DovecotSettings;
import dev.postern.dovecot.settings.Scope;
import dev.postern.dovecot.settings.SectionNames;
import dev.postern.dovecot.settings.ShownValue;
import dev.postern.fact.Fact;
import dev.postern.posture.service.Platform.Distribution;
import dev.postern.source.MemoryTree;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every default of three versions, as their doveconf -d printed them. */
class DovecotDefaultsTest {
  private static final Path GOLDENS = Path.of("src/test/resources/goldens/dovecot-defaults");

  /** What is left out on either side: those that 2.4 wants in every file. */
  private static final String LEFT_OUT = "(dovecot_config_version|dovecot_storage_version) =.*";

  /** Lists that a storage's own defaults empty, which is not carried. */
  private static final Pattern EMPTY_LISTS =
      Pattern.compile("(imapc|maildir|mbox) \\{ mail_attachment_detection_options =");

  @ParameterizedTest
  @CsvSource({"2.2.36.4, OTHER, ''", "2.3.19.1, DEBIAN, ''"})
  void areThoseOfDoveconf(String version, Distribution distribution, String text)
      throws IOException {
    DovecotSettings settings = settings(version, distribution, text);

    List<String> theirs = lines(Files.readString(GOLDENS.resolve(version + ".txt")));
    List<String> ours = lines(settings.print(true, Scope.GLOBAL));

    assertThat(missing(theirs, ours)).as("what doveconf alone prints").isEmpty();
    assertThat(missing(ours, theirs)).as("what we alone print").isEmpty();
  }

  /** doveconf -a of 2.4 leaves sections out that -d prints, so values are asked for one by one. */
  @Test
  void areThoseOfDovecot24() throws IOException {
    DovecotSettings settings =
        settings(
            "2.4.4",
            Distribution.OTHER,
            "dovecot_config_version = 2.4.4\ndovecot_storage_version = 2.4.4");
    List<String> differences = new ArrayList<>();
    int asked = 0;
    for (String line : lines(Files.readString(GOLDENS.resolve("2.4.4.txt")))) {
      int sign = line.indexOf(" =");
      String value = line.substring(sign + 2).strip();
      // What other settings or the environment say is not a default of its own.
      boolean own = !value.contains("$SET:") && !value.contains("%{env:");
      if (own && !line.startsWith("group @") && !EMPTY_LISTS.matcher(line).matches()) {
        String path = path(line.substring(0, sign));
        Fact<String> ours = settings.value(Scope.GLOBAL, path);
        asked++;
        if (!ours.toOptional().map(text -> same(path, text, value)).orElse(false)) {
          differences.add(line + ": " + ours);
        }
      }
    }
    assertThat(differences).isEmpty();
    assertThat(asked).isGreaterThan(1000);
  }

  private static boolean same(String path, String ours, String theirs) {
    return ShownValue.of(path, ours).equals(theirs)
        || ours.equals(theirs)
        || Set.of(ours.split(" ")).equals(Set.of(theirs.replace("\"", "").split(" ")));
  }

  private static String path(String setting) {
    StringBuilder path = new StringBuilder();
    for (String part : setting.split(" \\{ ", -1)) {
      String[] words = part.strip().split(" ", 2);
      path.append(path.length() == 0 ? "" : "/").append(words[0].replace("\"", ""));
      if (words.length > 1) {
        path.append('/').append(SectionNames.escape(words[1].replace("\"", "")));
      }
    }
    return path.toString();
  }

  private static DovecotSettings settings(String version, Distribution distribution, String text) {
    byte[] file = (text + "\n").getBytes(StandardCharsets.UTF_8);
    return DovecotReader.read(
        new MemoryTree(Map.of("dovecot.conf", file)),
        "dovecot.conf",
        Platforms.of(version, distribution));
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
