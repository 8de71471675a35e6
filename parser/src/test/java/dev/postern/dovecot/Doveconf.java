package dev.postern.dovecot;

import dev.postern.testing.Oracle;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The installed doveconf, asked many questions by one shell: a process started from Java costs as
 * much as the answer.
 */
final class Doveconf {
  private final Path folder;
  private final List<List<String>> questions = new ArrayList<>();

  /** Keeps its files below a folder of its own. */
  Doveconf(Path folder) {
    this.folder = folder;
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
      script.append("doveconf");
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
              text("a" + i + ".out"),
              text("a" + i + ".err")));
    }
    return answers;
  }

  private String text(String name) throws IOException {
    return new String(Files.readAllBytes(folder.resolve(name)), StandardCharsets.UTF_8);
  }
}
