package dev.postern.dovecot;

import dev.postern.testing.Oracle;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The installed doveconf or another build of it, asked many questions by one shell: a process
 * started from Java costs as much as the answer.
 */
final class Doveconf {
  private final Build build;
  private final Path folder;
  private final List<List<String>> questions = new ArrayList<>();

  /** Keeps its files below a folder of its own. */
  Doveconf(Build build, Path folder) {
    this.build = build;
    this.folder = folder;
  }

  /**
   * A program to ask.
   *
   * @param folders those it was built for, by the ones that the tables have instead
   * @param hides whether secrets inside of values are hidden
   * @param ordered whether every build names the same one of several mistakes: that of 2.2 is left
   *     to chance when it is built (its settings-get.pl goes through the keys of a hash of Perl)
   * @param without how the settings begin that it was built without
   */
  record Build(
      String program,
      Map<String, String> folders,
      boolean hides,
      boolean ordered,
      List<String> without) {
    static final Build INSTALLED = new Build("doveconf", Map.of(), true, true, List.of());

    /** A build of 2.2 with Pigeonhole in a folder of its own; the tables have a distribution's. */
    static Build of22(Path prefix) {
      Map<String, String> folders = new LinkedHashMap<>();
      folders.put(prefix + "/var/run/dovecot", "/run/dovecot");
      folders.put(prefix + "/var/lib/dovecot", "/var/lib/dovecot");
      folders.put(prefix + "/libexec/dovecot", "/usr/lib/dovecot");
      folders.put(prefix + "/lib/dovecot", "/usr/lib/dovecot/modules");
      return new Build(prefix.resolve("bin/doveconf").toString(), folders, false, false, List.of());
    }

    /** A build of 2.4 in a folder of its own; the tables have a distribution's folders. */
    static Build of24(Path prefix) {
      Map<String, String> folders = new LinkedHashMap<>();
      folders.put(prefix + "/var/run/dovecot", "/run/dovecot");
      folders.put(prefix + "/var/lib/dovecot", "/var/lib/dovecot");
      folders.put(prefix + "/", "/usr/");
      return new Build(
          prefix.resolve("bin/doveconf").toString(),
          folders,
          true,
          true,
          List.of("apparmor_", "cassandra_", "sieve_plugin_dir"));
    }

    /** What Postern prints, without what a bare build does not know. */
    String asPrinted(String ours) {
      if (without.isEmpty()) {
        return ours;
      }
      StringBuilder kept = new StringBuilder();
      for (String line : ours.split("\n", -1)) {
        if (without.stream().noneMatch(line::startsWith)) {
          kept.append(line).append('\n');
        }
      }
      return kept.toString();
    }

    /** What the program prints, with secrets hidden as the others do. */
    String hidden(String theirs) {
      return hides ? theirs : SecretValues.hidden(theirs);
    }

    private String withUsualFolders(String text) {
      String result = text;
      for (Map.Entry<String, String> folder : folders.entrySet()) {
        result = result.replace(folder.getKey(), folder.getValue());
      }
      return result;
    }
  }

  Build build() {
    return build;
  }

  /** Writes a tree; the answer is its main file. */
  Path write(String name, Map<String, List<String>> files) throws IOException {
    Path root = folder.resolve(name);
    for (Map.Entry<String, List<String>> file : files.entrySet()) {
      Path path = root.resolve(file.getKey());
      Files.createDirectories(path.resolveSibling("."));
      Files.writeString(path, String.join("\n", file.getValue()) + "\n");
    }
    return root.resolve(RandomConfiguration.MAIN);
  }

  /** Notes a question; the answer is its number. */
  int ask(List<String> arguments) {
    questions.add(List.copyOf(arguments));
    return questions.size() - 1;
  }

  /** Answers by number. */
  List<Oracle.Answer> answers() throws IOException {
    StringBuilder script = new StringBuilder();
    for (int i = 0; i < questions.size(); i++) {
      script.append(build.program());
      questions.get(i).forEach(word -> script.append(" '").append(word).append('\''));
      script.append(" >a%d.out 2>a%d.err; echo $? >a%d.rc\n".formatted(i, i, i));
    }
    Path file = Files.writeString(folder.resolve("ask.sh"), script);
    Oracle.ask(List.of("sh", "-c", "cd '" + folder + "' && . ./" + file.getFileName()));
    List<Oracle.Answer> answers = new ArrayList<>();
    for (int i = 0; i < questions.size(); i++) {
      answers.add(
          new Oracle.Answer(
              Integer.parseInt(text("a" + i + ".rc").strip()),
              build.withUsualFolders(text("a" + i + ".out")),
              build.withUsualFolders(text("a" + i + ".err"))));
    }
    return answers;
  }

  private String text(String name) throws IOException {
    return new String(Files.readAllBytes(folder.resolve(name)), StandardCharsets.UTF_8);
  }
}
