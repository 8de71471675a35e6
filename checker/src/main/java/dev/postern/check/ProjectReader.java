package dev.postern.check;

import dev.postern.check.Project.NamedHost;
import dev.postern.policy.yaml.Fields;
import dev.postern.policy.yaml.Mark;
import dev.postern.policy.yaml.Mistakes;
import dev.postern.policy.yaml.Node;
import dev.postern.policy.yaml.PolicyException;
import dev.postern.policy.yaml.YamlReader;
import dev.postern.posture.service.SoftwareName;
import dev.postern.posture.service.Version;
import dev.postern.posture.shape.Word;
import dev.postern.source.SourceFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads {@code postern.yaml}. */
final class ProjectReader {
  private final Path file;
  private final Path directory;
  private final Mistakes mistakes = new Mistakes();

  private ProjectReader(Path file) {
    this.file = file;
    Path parent = file.toAbsolutePath().normalize().getParent();
    this.directory = parent == null ? Path.of("/") : parent;
  }

  static Project read(Path file) throws IOException, PolicyException {
    return new ProjectReader(file).read();
  }

  private Project read() throws IOException, PolicyException {
    SourceFile source = SourceFile.of(file.toString().replace('\\', '/'), Files.readAllBytes(file));
    Optional<Node> document = YamlReader.read(source, mistakes);
    mistakes.throwIfAny();
    Fields fields = Fields.of(document.orElseThrow(), "postern.yaml", mistakes);
    Map<String, Node> parameters = new LinkedHashMap<>();
    for (Node.Entry entry : fields.entries("parameters")) {
      parameters.put(entry.name(), entry.value());
    }
    List<NamedHost> hosts = new ArrayList<>();
    for (Node.Entry entry : fields.entries("hosts")) {
      hosts.add(host(entry));
    }
    List<Waiver> waivers = new ArrayList<>();
    for (Node node : fields.items("waivers")) {
      waivers.add(waiver(node));
    }
    Project project =
        new Project(source.path(), directory, fields.texts("policy"), parameters, hosts, waivers);
    fields.end();
    mistakes.throwIfAny();
    return project;
  }

  private NamedHost host(Node.Entry entry) {
    Fields fields = Fields.of(entry.value(), "a host", mistakes);
    Path root = directory.resolve(fields.text("root")).normalize();
    Map<SoftwareName, Version> software = new EnumMap<>(SoftwareName.class);
    for (Node.Entry piece : fields.entries("software")) {
      Optional<SoftwareName> name = software(piece);
      Optional<Version> version = Version.parse(Fields.text(piece.value(), mistakes));
      if (version.isEmpty()) {
        mistakes.add(
            piece.value().mark(), "expected a version, found " + piece.value().described());
      } else if (name.isPresent()) {
        software.put(name.get(), version.get());
      }
    }
    fields.end();
    return new NamedHost(entry.name(), root, software);
  }

  private Optional<SoftwareName> software(Node.Entry piece) {
    List<String> words = new ArrayList<>();
    for (SoftwareName name : SoftwareName.values()) {
      if (Word.of(name).equals(piece.name())) {
        return Optional.of(name);
      }
      words.add(Word.of(name));
    }
    mistakes.unknownName(
        piece.key().mark(), "there is no software \"" + piece.name() + "\"", piece.name(), words);
    return Optional.empty();
  }

  private Waiver waiver(Node node) {
    Fields fields = Fields.of(node, "a waiver", mistakes);
    String rule = fields.text("rule");
    String subject = fields.optionalText("subject").orElse("*");
    String host = fields.optionalText("host").orElse("*");
    String reason = fields.text("reason");
    String owner = fields.text("owner");
    LocalDate until = InlineWaivers.date(fields.text("until"));
    fields.end();
    Mark mark = node.mark();
    return new Waiver(
        file.toString().replace('\\', '/') + ":" + mark.line() + ":" + mark.column(),
        rule,
        subject,
        host,
        null,
        owner.isEmpty() ? reason : reason + ", " + owner,
        until);
  }
}
