package dev.postern.policy.read;

import dev.postern.policy.Rule;
import dev.postern.policy.Verdict;
import dev.postern.policy.cases.RuleCase;
import dev.postern.policy.yaml.Mark;
import dev.postern.policy.yaml.Mistakes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds the cases beside a rule: {@code cases/<what-it-proves>.{pass,fail,unknown}/}. */
final class CaseFolders {
  private static final Map<String, Verdict> ENDINGS =
      Map.of("pass", Verdict.PASS, "fail", Verdict.FAIL, "unknown", Verdict.UNKNOWN);

  private CaseFolders() {}

  static List<RuleCase> read(Rule rule, @Nullable Path folder, Mistakes mistakes) {
    List<RuleCase> cases = new ArrayList<>();
    if (folder == null) {
      return cases;
    }
    Path directory = folder.resolve("cases");
    for (Path tree : entries(directory, mistakes)) {
      String name = String.valueOf(tree.getFileName());
      int dot = name.lastIndexOf('.');
      Verdict expected = ENDINGS.get(name.substring(dot + 1));
      if (expected == null || dot < 1) {
        mistakes.add(
            Mark.NOWHERE,
            tree + ": a case is named for what it proves and ends in .pass, .fail or .unknown");
      } else {
        cases.add(new RuleCase(rule, name.substring(0, dot), expected, tree));
      }
    }
    return cases;
  }

  private static List<Path> entries(Path directory, Mistakes mistakes) {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.filter(Files::isDirectory).sorted().toList();
    } catch (IOException e) {
      mistakes.add(Mark.NOWHERE, directory + ": cannot be read: " + e.getMessage());
      return List.of();
    }
  }
}
