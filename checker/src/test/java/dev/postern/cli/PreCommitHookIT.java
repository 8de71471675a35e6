package dev.postern.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The hook as pre-commit runs it: the entry of {@code .pre-commit-hooks.yaml}, which lies in a
 * clone of this repository, in the repository that is committed to. Needs the built program.
 */
@Timeout(120)
class PreCommitHookIT {
  private static final Path CLONE = Path.of("..").toAbsolutePath().normalize();

  @TempDir Path repository;

  @BeforeEach
  void makeARepository() throws IOException {
    Files.createDirectories(repository.resolve(".git"));
  }

  @Test
  void aLeakyTreeStopsTheCommit() throws Exception {
    dovecot("protocols = imap\ndisable_plaintext_auth = no\npassdb {\n  driver = pam\n}\n");

    String said = hook(1);

    assertThat(said).contains("hosts/mx1/etc/dovecot/dovecot.conf:2:1: critical[AUTH-001]");
  }

  @Test
  void aTreeWithoutFindingsPassesInSilence() throws Exception {
    Path postfix = Files.createDirectories(repository.resolve("hosts/mx1/etc/postfix"));
    Files.writeString(postfix.resolve("main.cf"), "myhostname = mx1.example.net\n");
    Files.writeString(postfix.resolve("master.cf"), "pickup unix n - n 60 1 pickup\n");

    assertThat(hook(0)).doesNotContain("fail");
  }

  @Test
  void aFileThatDoesNotParseStopsTheCommit() throws Exception {
    dovecot("protocols = imap\nssl no\n");

    assertThat(hook(3)).contains("hosts/mx1/etc/dovecot/dovecot.conf:2:1: error: ");
  }

  private void dovecot(String configuration) throws IOException {
    Path etc = Files.createDirectories(repository.resolve("hosts/mx1/etc/dovecot"));
    Files.writeString(etc.resolve("dovecot.conf"), configuration);
  }

  /** Runs the entry; what it says on both streams. */
  private String hook(int status) throws IOException, InterruptedException {
    List<String> words = new ArrayList<>();
    for (String line : Files.readAllLines(CLONE.resolve(".pre-commit-hooks.yaml"))) {
      if (line.strip().startsWith("entry: ")) {
        words.addAll(List.of(line.strip().substring("entry: ".length()).split(" ", -1)));
      }
    }
    // With "language: script" the first word is a path in the clone.
    words.set(0, CLONE.resolve(words.get(0)).toString());
    Path said = Files.createTempFile("hook", ".txt");
    ProcessBuilder builder =
        new ProcessBuilder(words)
            .directory(repository.toFile())
            .redirectErrorStream(true)
            .redirectOutput(said.toFile());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().keySet().removeIf(name -> name.startsWith("POSTERN_"));
    Process process = builder.start();
    assertThat(process.waitFor(100, TimeUnit.SECONDS)).isTrue();
    String text = Files.readString(said, StandardCharsets.UTF_8);
    Files.delete(said);
    assertThat(process.exitValue()).as(text).isEqualTo(status);
    return text;
  }
}
