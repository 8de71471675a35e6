package dev.postern.postfix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.posture.Platform;
import dev.postern.source.MemoryTree;
import dev.postern.testing.Oracle;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The installed postconf and Postern print the same of configurations that other people wrote. */
class PostconfDifferentialTest {
  @TempDir Path scratch = Path.of("");

  @Test
  void printsDebiansConfigurationAsPostconfDoes() throws IOException {
    Path postconf = Oracle.require("postconf");
    Path debian = Path.of("/etc/postfix");
    if (!Files.isRegularFile(debian.resolve("main.cf"))) {
      Oracle.skip("no /etc/postfix/main.cf");
    }
    assertThat(differences(postconf, debian)).isEmpty();
  }

  @Test
  void printsTheCorpusAsPostconfDoes() throws IOException {
    Path postconf = Oracle.require("postconf");
    List<String> differences = new ArrayList<>();
    int compared = 0;
    for (String kind : List.of("corpus/postfix", "corpus/postfix-templated")) {
      try (Stream<Path> files = Files.walk(Oracle.shared(kind))) {
        List<Path> directories =
            files.filter(path -> Files.isRegularFile(path.resolve("main.cf"))).sorted().toList();
        for (Path directory : directories) {
          compared++;
          differences.addAll(differences(postconf, directory));
        }
      }
    }
    assertThat(differences).isEmpty();
    assertThat(compared).isPositive();
  }

  private List<String> differences(Path postconf, Path directory) throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    Path copy = Files.createTempDirectory(scratch, "postfix");
    for (String name : List.of("main.cf", "master.cf")) {
      if (Files.isRegularFile(directory.resolve(name))) {
        byte[] content = Files.readAllBytes(directory.resolve(name));
        files.put("etc/postfix/" + name, content);
        Files.write(copy.resolve(name), content);
        // A file changed in the last second is read in a loop.
        Files.setLastModifiedTime(copy.resolve(name), FileTime.fromMillis(1_000_000_000_000L));
      }
    }
    Platform platform = PostfixSettingsGoldenTest.platform(version(postconf));
    PostfixSettings settings = PostfixSettings.read(new MemoryTree(files), "etc/postfix", platform);
    List<String> differences = new ArrayList<>();
    Oracle.Answer written = ask(postconf, copy, "-n");
    if (written.status() != 0) {
      if (settings.refusal().isEmpty()) {
        differences.add(directory + ": postconf refuses: " + written.err());
      }
      return differences;
    }
    compare(directory + " -n", written.out(), lines(settings.written()), differences);
    if (files.containsKey("etc/postfix/master.cf")) {
      Oracle.Answer services = ask(postconf, copy, "-M");
      if (services.status() == 0) {
        compare(directory + " -M", services.out(), settings.services(), differences);
      } else if (settings.refusal().isEmpty()) {
        differences.add(directory + ": postconf refuses: " + services.err());
      }
    }
    return differences;
  }

  private String version(Path postconf) throws IOException {
    Path empty = Files.createTempDirectory(scratch, "empty");
    Files.createFile(empty.resolve("main.cf"));
    Files.setLastModifiedTime(empty.resolve("main.cf"), FileTime.fromMillis(1_000_000_000_000L));
    return ask(postconf, empty, "-d", "-h", "mail_version").out().strip();
  }

  private static void compare(
      String what, String theirs, List<String> ours, List<String> differences) {
    List<String> expected =
        theirs
            .lines()
            .filter(line -> !line.startsWith("config_directory ="))
            .filter(line -> !isSecret(line))
            .toList();
    List<String> actual =
        ours.stream()
            .map(
                line ->
                    new String(line.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1))
            .filter(line -> !line.contains(Secrets.MASK))
            .toList();
    for (String line : expected) {
      if (!actual.contains(line)) {
        differences.add(what + ": missing " + line);
      }
    }
    for (String line : actual) {
      if (!expected.contains(line)) {
        differences.add(what + ": too much " + line);
      }
    }
  }

  private static boolean isSecret(String line) {
    int equals = line.indexOf(" = ");
    return equals > 0
        && !Secrets.masked(line.substring(0, equals), line.substring(equals + 3))
            .equals(line.substring(equals + 3));
  }

  private static List<String> lines(List<PostfixSettings.Parameter> parameters) {
    return parameters.stream().map(PostfixSettings.Parameter::toString).toList();
  }

  private static Oracle.Answer ask(Path postconf, Path directory, String... options) {
    List<String> command =
        new ArrayList<>(List.of(postconf.toString(), "-c", directory.toString()));
    command.addAll(List.of(options));
    return Oracle.ask(command);
  }
}
