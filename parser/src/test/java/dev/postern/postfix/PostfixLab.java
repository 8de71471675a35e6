package dev.postern.postfix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.testing.Json;
import dev.postern.testing.Oracle;
import dev.postern.testing.Oracle.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** The installed Postfix, started in network namespaces of its own ({@code postfix_probe.py}). */
final class PostfixLab {
  private static final Path MASTER = Path.of("/usr/lib/postfix/sbin/master");

  private final Path temp;
  private final Path python;
  private final Path timeout;
  private final List<String> directories = new ArrayList<>();

  /** Gives the test up where something is missing. */
  PostfixLab(Path temp) {
    this.temp = temp;
    this.python = Oracle.require("python3");
    this.timeout = Oracle.require("timeout");
    Oracle.require("openssl");
    Path ip = Oracle.require("ip");
    if (!Files.isExecutable(MASTER)) {
      Oracle.skip(MASTER + " is not installed");
    }
    if (Oracle.ask(List.of(ip.toString(), "netns", "list")).status() != 0
        || !"root".equals(System.getProperty("user.name"))) {
      Oracle.skip("network namespaces need root");
    }
  }

  static String version() {
    return Oracle.ask(List.of(Oracle.require("postconf").toString(), "-d", "-h", "mail_version"))
        .out()
        .strip();
  }

  /**
   * Adds an instance.
   *
   * @param attempts the messages to hand in at each port, in JSON
   */
  void add(String name, Map<String, String> files, String attempts) throws IOException {
    Path directory = Files.createDirectory(temp.resolve(name));
    for (Map.Entry<String, String> file : files.entrySet()) {
      Files.writeString(directory.resolve(file.getKey()), file.getValue());
    }
    Files.writeString(directory.resolve("attempts.json"), attempts);
    directories.add(directory.toString());
  }

  /** What a probe of its own finds out with the one instance whose files are written already. */
  Answer ask(String probe, String... more) {
    return ask(probe, temp, more);
  }

  /** The same with the files of another directory. */
  Answer ask(String probe, Path directory, String... more) {
    List<String> command =
        new ArrayList<>(
            List.of(
                timeout.toString(),
                "60",
                python.toString(),
                "src/test/python/" + probe,
                directory.toString()));
    command.addAll(List.of(more));
    return Oracle.ask(command);
  }

  /**
   * What a client is answered at each port by a running instance ({@code postfix_talk_probe.py}).
   *
   * @param scripts what it says at each port
   */
  Map<String, List<String>> talk(String main, String master, Map<String, List<String>> scripts)
      throws IOException {
    Map<String, List<String>> all = new TreeMap<>();
    Json.object(talked(main, master, scripts).out().strip())
        .forEach(
            (port, answers) ->
                all.put(port, ((List<?>) answers).stream().map(String::valueOf).toList()));
    return all;
  }

  /** What the instance has logged at the end of the same. */
  String logged(String main, String master, Map<String, List<String>> scripts) throws IOException {
    return talked(main, master, scripts).err();
  }

  private Answer talked(String main, String master, Map<String, List<String>> scripts)
      throws IOException {
    Files.writeString(temp.resolve("main.cf"), main);
    Files.writeString(temp.resolve("master.cf"), master);
    List<String> members = new ArrayList<>();
    scripts.forEach(
        (port, lines) ->
            members.add("\"%s\":[\"%s\"]".formatted(port, String.join("\",\"", lines))));
    Files.writeString(temp.resolve("talk.json"), "{" + String.join(",", members) + "}");
    Answer answer = ask("postfix_talk_probe.py");
    assertThat(answer.out()).as(answer.err()).isNotEmpty();
    return answer;
  }

  /** What is met at each instance, by name. */
  Map<String, Map<String, Object>> met() {
    List<String> command =
        new ArrayList<>(
            List.of(
                timeout.toString(),
                String.valueOf(60 + 10 * directories.size()),
                python.toString(),
                "src/test/python/postfix_probe.py"));
    command.addAll(directories);
    Answer answer = Oracle.ask(command);
    Map<String, Map<String, Object>> all = new TreeMap<>();
    for (String line : answer.out().lines().toList()) {
      Map<String, Object> met = Json.object(line);
      Path directory = Path.of((String) Objects.requireNonNull(met.get("directory")));
      all.put(String.valueOf(directory.getFileName()), met);
    }
    assertThat(all).as(answer.err()).hasSize(directories.size());
    return all;
  }
}
