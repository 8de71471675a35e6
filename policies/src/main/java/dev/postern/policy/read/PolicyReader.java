package dev.postern.policy.read;

import dev.postern.policy.yaml.Mark;
import dev.postern.policy.yaml.Mistakes;
import dev.postern.policy.yaml.Node;
import dev.postern.policy.yaml.Node.Mapping;
import dev.postern.policy.yaml.YamlReader;
import dev.postern.source.SourceFile;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Reads rules and packs from files: every {@code rule.yaml} below a directory, every YAML file in a
 * folder {@code packs}, or one file of either kind. What lies in folders named {@code cases} is not
 * policy.
 */
final class PolicyReader {
  private static final long MAX_BYTES = 1 << 20;

  private final Mistakes mistakes;
  private final List<RuleText> rules = new ArrayList<>();
  private final List<PackText> packs = new ArrayList<>();

  PolicyReader(Mistakes mistakes) {
    this.mistakes = mistakes;
  }

  /** Reads a file or a directory; a path without a policy is a mistake. */
  void read(Path path) {
    int before = rules.size() + packs.size() + mistakes.size();
    if (Files.isDirectory(path)) {
      for (Path file : files(path)) {
        readFile(file);
      }
    } else {
      readFile(path);
    }
    if (rules.size() + packs.size() + mistakes.size() == before) {
      mistakes.add(Mark.NOWHERE, path + ": no rule.yaml and no packs/*.yaml in this directory");
    }
  }

  List<RuleText> rules() {
    return rules;
  }

  List<PackText> packs() {
    return packs;
  }

  private List<Path> files(Path directory) {
    TreeSet<Path> found = new TreeSet<>();
    try {
      Files.walkFileTree(
          directory,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path each, BasicFileAttributes attributes) {
              return name(each).equals("cases")
                  ? FileVisitResult.SKIP_SUBTREE
                  : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              Path parent = file.getParent();
              boolean inPacks = parent != null && name(parent).equals("packs");
              boolean yaml = name(file).endsWith(".yaml") || name(file).endsWith(".yml");
              if (name(file).equals("rule.yaml") || (inPacks && yaml)) {
                found.add(file);
              }
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      mistakes.add(Mark.NOWHERE, directory + ": cannot be read: " + e.getMessage());
    }
    return List.copyOf(found);
  }

  private void readFile(Path file) {
    Optional<Node> node = node(file);
    if (node.isEmpty()) {
      return;
    }
    if (!(node.get() instanceof Mapping mapping)) {
      mistakes.add(node.get().mark(), "expected a rule or a pack, found " + node.get().described());
    } else if (mapping.get("pack").isPresent()) {
      packs.add(PackText.read(mapping, mistakes));
    } else {
      Path folder = file.toAbsolutePath().getParent();
      RuleText rule = new RuleText(mapping, folder);
      rules.add(rule);
      cases(rule, folder == null ? file : folder.resolve("cases"));
    }
  }

  private Optional<Node> node(Path file) {
    try {
      if (Files.size(file) > MAX_BYTES) {
        mistakes.add(Mark.NOWHERE, file + ": a policy file has at most 1 MiB");
        return Optional.empty();
      }
      return YamlReader.read(SourceFile.of(shown(file), Files.readAllBytes(file)), mistakes);
    } catch (IOException e) {
      mistakes.add(Mark.NOWHERE, file + ": cannot be read: " + why(e));
      return Optional.empty();
    }
  }

  private static String why(IOException e) {
    return e instanceof java.nio.file.NoSuchFileException
        ? "there is no such file"
        : String.valueOf(e.getMessage());
  }

  private static String shown(Path file) {
    return file.toString().replace('\\', '/');
  }

  /** A rule that nothing proves right is not used. */
  private void cases(RuleText rule, Path cases) {
    List<String> names = new ArrayList<>();
    if (Files.isDirectory(cases)) {
      try (Stream<Path> entries = Files.list(cases)) {
        entries.forEach(entry -> names.add(name(entry)));
      } catch (IOException e) {
        mistakes.add(rule.mark(), cases + ": cannot be read: " + e.getMessage());
        return;
      }
    }
    for (String verdict : List.of("fail", "pass")) {
      if (names.stream().noneMatch(name -> name.endsWith("." + verdict))) {
        mistakes.add(
            rule.mark(),
            "the rule has no case that must "
                + verdict
                + ": add cases/<what-it-proves>."
                + verdict
                + "/ with the files of a host");
      }
    }
  }

  private static String name(Path path) {
    Path name = path.getFileName();
    return name == null ? "" : name.toString();
  }
}
