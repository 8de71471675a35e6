package dev.postern.check;

import dev.postern.host.HostFiles;
import dev.postern.host.HostOptions;
import dev.postern.policy.yaml.Node;
import dev.postern.policy.yaml.PolicyException;
import dev.postern.posture.service.SoftwareName;
import dev.postern.posture.service.Version;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What a repository says about its hosts in {@code postern.yaml}.
 *
 * @param place the file; empty for none
 * @param directory where it lies: relative paths in it start there
 * @param policy packs and policy files to judge by; empty for the default
 * @param parameters thresholds, by {@code RULE.parameter}
 */
public record Project(
    String place,
    Path directory,
    List<String> policy,
    Map<String, Node> parameters,
    List<NamedHost> hosts,
    List<Waiver> waivers) {

  public static final Project NONE =
      new Project("none", Path.of(""), List.of(), Map.of(), List.of(), List.of());

  private static final String NAME = "postern.yaml";

  /**
   * A host that the file names.
   *
   * @param root absolute and normal
   */
  record NamedHost(String name, Path root, Map<SoftwareName, Version> software) {}

  /**
   * The nearest {@code postern.yaml} from a path upward to the repository's root.
   *
   * @throws PolicyException with every mistake in it
   */
  public static Project nearest(Path start) throws IOException, PolicyException {
    Path absolute = start.toAbsolutePath().normalize();
    for (Path at = absolute; at != null; at = at.getParent()) {
      Path file = at.resolve(NAME);
      if (Files.isRegularFile(file)) {
        return read(file);
      }
      if (Files.exists(at.resolve(".git"))) {
        return NONE;
      }
    }
    return NONE;
  }

  /**
   * A project file.
   *
   * @throws PolicyException with every mistake in it
   */
  public static Project read(Path file) throws IOException, PolicyException {
    return ProjectReader.read(file);
  }

  /** The host under the name that the project has for it. */
  public HostFiles named(HostFiles host) {
    for (NamedHost known : hosts) {
      if (known.root().equals(Path.of(host.root()).toAbsolutePath().normalize())) {
        return new HostFiles(
            known.name(), host.root(), host.tree(), host.configs(), host.problems());
      }
    }
    return host;
  }

  /** The options for one host: the software told on the command line goes before the project's. */
  public HostOptions options(HostFiles host, HostOptions given) {
    for (NamedHost known : hosts) {
      if (known.name().equals(host.name()) && !known.software().isEmpty()) {
        Map<SoftwareName, Version> software = new EnumMap<>(known.software());
        software.putAll(given.software());
        return new HostOptions(software, given.outside(), given.today());
      }
    }
    return given;
  }
}
