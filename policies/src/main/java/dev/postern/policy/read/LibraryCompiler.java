package dev.postern.policy.read;

import dev.postern.policy.yaml.Mistakes;
import dev.postern.policy.yaml.Node;
import dev.postern.policy.yaml.PolicyException;
import dev.postern.policy.yaml.YamlReader;
import dev.postern.source.SourceFile;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Checks the built-in rules and packs and compiles them; a step of Postern's build. */
public final class LibraryCompiler {
  private LibraryCompiler() {}

  /**
   * Compiles a folder of resources.
   *
   * @param arguments the folder with {@code rules/}, {@code packs/} and {@code sessions.yaml}, and
   *     the directory of classes to write to
   * @throws PolicyException with every mistake of every file
   */
  public static void main(String... arguments) throws PolicyException, IOException {
    Path resources = Path.of(arguments[0]);
    Path classes = Path.of(arguments[1]);
    CompiledLibrary compiled = compile(resources);
    RuleExamples examples = RuleExamples.of(List.of(resources.resolve("rules")), compiled);
    try (OutputStream out = create(classes.resolve(CompiledLibrary.resourcePath()))) {
      compiled.write(out);
    }
    try (OutputStream out = create(classes.resolve(RuleExamples.resourcePath()))) {
      examples.write(out);
    }
  }

  private static OutputStream create(Path file) throws IOException {
    Path parent = file.getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    return Files.newOutputStream(file);
  }

  static CompiledLibrary compile(Path resources) throws PolicyException {
    Mistakes mistakes = new Mistakes();
    Optional<Node> sessions = YamlReader.read(source(resources.resolve("sessions.yaml")), mistakes);
    PolicyReader reader = new PolicyReader(mistakes);
    reader.read(resources.resolve("rules"));
    reader.read(resources.resolve("packs"));
    mistakes.throwIfAny();
    Node known = sessions.orElseThrow();
    Library library =
        new Library(known, List.of(), List.of())
            .with(new Library(known, reader.rules(), reader.packs()), mistakes);
    for (RuleText rule : library.rules()) {
      RuleReader.read(rule, RuleChange.NONE, known, mistakes);
      folder(rule, mistakes);
    }
    PackResolver resolver = new PackResolver(library, mistakes);
    for (PackText pack : library.packs()) {
      Map<String, RuleChange> chosen = new HashMap<>();
      resolver.add(pack, chosen);
      for (RuleText rule : library.rules()) {
        RuleChange change = chosen.get(rule.id());
        if (change != null) {
          RuleReader.read(rule, change, known, mistakes);
        }
      }
    }
    mistakes.throwIfAny();
    return new CompiledLibrary(
        known,
        reader.rules().stream().map(rule -> (Node) rule.mapping()).toList(),
        reader.packs().stream().map(PackText::node).toList());
  }

  /** A built-in rule lies in FAMILY/ID-name. */
  private static void folder(RuleText rule, Mistakes mistakes) {
    String expected = rule.family() + "/" + rule.id() + "-" + rule.name();
    Path folder = rule.folder();
    if (folder != null && !folder.endsWith(Path.of(expected))) {
      mistakes.add(rule.mark(), "the rule belongs into rules/" + expected);
    }
  }

  private static SourceFile source(Path file) {
    try {
      return SourceFile.of(file.toString(), Files.readAllBytes(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
