package dev.postern.fail2ban;

import dev.postern.testing.Json;
import dev.postern.testing.Oracle;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** The installed fail2ban, asked by {@code fail2ban_probe.py} as long as it is open. */
final class Fail2banProbe implements AutoCloseable {
  /** What the package installs; a test adds its own files to copies. */
  static final Path INSTALLED = Path.of("/etc/fail2ban");

  private final Process process;
  private final Writer questions;
  private final BufferedReader answers;

  private Fail2banProbe(Process process) {
    this.process = process;
    this.questions = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8);
    this.answers =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  /** Starts it; the test is skipped where fail2ban is not installed. */
  static Fail2banProbe start() throws IOException {
    Path python = Oracle.require("python3");
    Oracle.require("fail2ban-client");
    if (!Files.exists(INSTALLED.resolve("jail.conf"))) {
      Oracle.skip("fail2ban's own files are not in " + INSTALLED);
    }
    Path script = Path.of("src/test/python/fail2ban_probe.py").toAbsolutePath();
    return new Fail2banProbe(
        new ProcessBuilder(python.toString(), script.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start());
  }

  /** Copies what the package installs; nothing where it is not installed. */
  static void copyInstalled(Path directory) throws IOException {
    if (!Files.exists(INSTALLED)) {
      return;
    }
    List<Path> files;
    try (Stream<Path> all = Files.walk(INSTALLED)) {
      files = all.toList();
    }
    for (Path file : files) {
      Path target = directory.resolve(INSTALLED.relativize(file).toString());
      if (Files.isDirectory(file)) {
        Files.createDirectories(target);
      } else {
        Files.copy(file, target);
      }
    }
  }

  /** The jails of a directory, or why fail2ban does not start with it. */
  Map<String, Object> settings(Path directory) throws IOException {
    return ask(List.of("settings\t" + directory));
  }

  /** For each log line the address that a jail counts it for; the text {@code null} for none. */
  List<Object> addresses(Path directory, String jail, List<String> lines) throws IOException {
    List<String> request = new ArrayList<>();
    request.add("match\t%s\t%s\t%d".formatted(directory, jail, lines.size()));
    request.addAll(lines);
    return Json.asList(Objects.requireNonNull(ask(request).get("addresses")));
  }

  /** The whole seconds of a time; the text {@code null} when it is none. */
  String seconds(String text) throws IOException {
    return String.valueOf(ask(List.of("seconds\t" + text)).get("seconds"));
  }

  /**
   * Where an expression first matches a text; the text {@code null} for nowhere, empty for one that
   * is refused.
   */
  Optional<String> found(String expression, String text) throws IOException {
    Map<String, Object> answer = ask(List.of("found\t" + expression + "\t" + text));
    return Optional.ofNullable(answer.get("at")).map(String::valueOf);
  }

  private Map<String, Object> ask(List<String> lines) throws IOException {
    for (String line : lines) {
      questions.write(line + "\n");
    }
    questions.flush();
    String answer = answers.readLine();
    if (answer == null) {
      throw new AssertionError("fail2ban_probe.py ended before it answered " + lines.get(0));
    }
    return Json.object(answer);
  }

  @Override
  public void close() {
    process.destroy();
  }
}
