package dev.postern.dovecot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.posture.service.Platform;
import dev.postern.posture.service.Platform.Distribution;
import dev.postern.testing.Oracle;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Configurations that nobody would make by chance, written by hand, put to the doveconf of each
 * version as the random ones are: {@code -Dpostern.odd-trees=FOLDER} names others than those that
 * stand beside the tests. {@code old.txt} is for 2.2 and 2.3, {@code 2.4.txt} for 2.4; in both a
 * tree begins with {@code === NAME}, a file with {@code --- PATH}, and a line with {@code !!} holds
 * bytes as {@code \xHH} and no line end of its own.
 */
class OddTreesTest {
  private static final Path TREES =
      Path.of(
          System.getProperty(
              "postern.odd-trees", "src/test/resources/dev/postern/dovecot/odd-trees"));

  private static final String TREE = "=== ";
  private static final String FILE = "--- ";
  private static final String ESCAPED = "!!";
  private static final Pattern BYTE = Pattern.compile("\\\\x([0-9a-f]{2})");

  @TempDir Path temp;

  @Test
  void agreesWithDoveconf() throws Exception {
    DoveconfDifferentialTest.isOfTheVersionThatIsModelled();
    agrees(Doveconf.Build.INSTALLED, "old", layered(Platforms.DEBIAN_12));
  }

  @Test
  void agreesWithDoveconfOf22() throws Exception {
    Path folder = Oracle.given("postern.dovecot-2.2");
    Platform platform = Platforms.withPigeonhole(Platforms.of("2.2.36.4", Distribution.OTHER));
    agrees(Doveconf.Build.of22(folder), "old", layered(platform));
  }

  @Test
  void agreesWithDoveconfOf24() throws Exception {
    Path folder = Oracle.given("postern.dovecot-2.4");
    agrees(Doveconf.Build.of24(folder), "2.4", ModernTrial::new);
  }

  private static RandomTrees.Trials layered(Platform platform) {
    return (doveconf, name, files, random) ->
        new LayeredTrial(platform, doveconf, name, files, random);
  }

  private void agrees(Doveconf.Build build, String language, RandomTrees.Trials trials)
      throws IOException {
    Doveconf doveconf = new Doveconf(build, temp);
    List<String> names = write(TREES.resolve(language + ".txt"));
    List<RandomTrees.Trial> all = new ArrayList<>();
    for (String name : names) {
      all.add(trials.of(doveconf, name, Map.of(), new Random(name.hashCode())));
    }
    List<Oracle.Answer> answers = doveconf.answers();
    List<String> differences = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      String difference = all.get(i).difference(answers);
      if (!difference.isEmpty()) {
        differences.add(names.get(i) + ": " + difference);
      }
    }
    assertThat(names).isNotEmpty();
    assertThat(differences).isEmpty();
  }

  /** Writes every tree below a folder of its name; the answer is the names. */
  private List<String> write(Path trees) throws IOException {
    List<String> names = new ArrayList<>();
    Path file = temp;
    for (String line : Files.readAllLines(trees)) {
      if (line.startsWith(TREE)) {
        names.add(line.substring(TREE.length()));
      } else if (line.startsWith(FILE)) {
        file = temp.resolve(names.get(names.size() - 1)).resolve(line.substring(FILE.length()));
        Files.createDirectories(file.resolveSibling("."));
        Files.createFile(file);
      } else {
        Files.write(file, bytes(line), StandardOpenOption.APPEND);
      }
    }
    return names;
  }

  private static byte[] bytes(String line) {
    if (!line.startsWith(ESCAPED)) {
      return (line + "\n").getBytes(StandardCharsets.UTF_8);
    }
    return BYTE.matcher(line.substring(ESCAPED.length()))
        .replaceAll(
            found ->
                Matcher.quoteReplacement(
                    String.valueOf((char) Integer.parseInt(found.group(1), 16))))
        .getBytes(StandardCharsets.ISO_8859_1);
  }
}
