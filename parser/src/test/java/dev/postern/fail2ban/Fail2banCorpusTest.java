package dev.postern.fail2ban;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.source.SourceFile;
import dev.postern.source.TextStream;
import dev.postern.testing.Oracle;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.antlr.v4.runtime.Token;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files other people wrote, put beside the package's own, and templates of such files. */
class Fail2banCorpusTest {
  @TempDir Path folder;

  private static Map<String, String> corpus() throws IOException {
    Path corpus = Oracle.shared("corpus");
    Map<String, String> texts = new LinkedHashMap<>();
    for (String line : Files.readAllLines(corpus.resolve("INDEX.tsv"))) {
      String[] fields = line.split("\t", -1);
      if (fields[0].startsWith("fail2ban")) {
        byte[] bytes = Files.readAllBytes(corpus.resolve(fields[5]));
        texts.put(fields[5], new String(bytes, StandardCharsets.UTF_8));
      }
    }
    return texts;
  }

  /** Where fail2ban would read a file. */
  private static String place(String path) {
    String name = path.substring(path.lastIndexOf('/') + 1);
    if (path.contains("filter.d/")) {
      return "filter.d/" + name;
    }
    if (path.contains("jail.d/")) {
      return "jail.d/" + name.replace(".tpl", "");
    }
    return name.equals("jail.conf") || name.startsWith("fail2ban.") ? name : "jail.local";
  }

  @Test
  void readsTheFilesAsFail2banDoes() throws IOException {
    List<String> differences = new ArrayList<>();
    Map<String, String> corpus = corpus();
    assertThat(corpus).hasSizeGreaterThan(30);
    try (Comparison comparison = Comparison.start(folder)) {
      for (Map.Entry<String, String> file : corpus.entrySet()) {
        String place = place(file.getKey());
        Map<String, String> files = new LinkedHashMap<>(Map.of(place, file.getValue()));
        if (place.startsWith("filter.d/")) {
          String filter = place.substring("filter.d/".length(), place.length() - ".conf".length());
          files.put("jail.local", "[one]\nenabled = true\nfilter = " + filter + "\n");
        }
        differences.addAll(comparison.differences(files));
      }
      assertThat(comparison.jails()).isGreaterThan(40);
      assertThat(comparison.refused()).isBetween(3, 12);
    }
    assertThat(differences).isEmpty();
  }

  @Test
  void losesNoCharacter() throws IOException {
    for (Map.Entry<String, String> file : corpus().entrySet()) {
      String text = SourceFile.of(file.getKey(), file.getValue()).text();
      StringBuilder back = new StringBuilder();
      for (Token token : new IniLexer(new TextStream(text)).getAllTokens()) {
        back.append(token.getText());
      }
      assertThat(back).as(file.getKey()).hasToString(text);
    }
  }
}
