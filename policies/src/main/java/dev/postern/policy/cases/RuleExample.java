package dev.postern.policy.cases;

import dev.postern.policy.Verdict;
import dev.postern.source.SourceFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A case of a rule with its files, for people to read.
 *
 * @param name what it proves, such as {@code required-wins}
 * @param expected what the rule says of it
 * @param files texts by path from the host's root, in the order of the paths
 */
public record RuleExample(String name, Verdict expected, Map<String, String> files) {
  public RuleExample {
    files = Collections.unmodifiableMap(new TreeMap<>(files));
  }

  /** The first case that fails and the first that passes, of those that there are. */
  public static List<RuleExample> of(List<RuleCase> cases) throws IOException {
    List<RuleExample> examples = new ArrayList<>();
    for (Verdict verdict : List.of(Verdict.FAIL, Verdict.PASS)) {
      for (RuleCase each : cases) {
        if (each.expected() == verdict) {
          examples.add(new RuleExample(each.name(), verdict, texts(each.tree())));
          break;
        }
      }
    }
    return examples;
  }

  private static Map<String, String> texts(Path tree) throws IOException {
    Map<String, String> texts = new TreeMap<>();
    List<Path> files;
    try (Stream<Path> found = Files.walk(tree)) {
      files = found.filter(Files::isRegularFile).toList();
    }
    for (Path file : files) {
      String name = tree.relativize(file).toString().replace('\\', '/');
      texts.put(name, SourceFile.of(name, Files.readAllBytes(file)).text());
    }
    return texts;
  }
}
