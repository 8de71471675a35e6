package dev.postern.fail2ban;

import dev.postern.source.DirectoryTree;
import dev.postern.testing.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The installed fail2ban and ours, reading the same files. */
final class Comparison implements AutoCloseable {
  private static final String DIRECTORY = "etc/fail2ban";

  private final Fail2banProbe probe;
  private final Path root;
  private final Path directory;
  private int refused;
  private int jails;

  private Comparison(Fail2banProbe probe, Path root) {
    this.probe = probe;
    this.root = root;
    this.directory = root.resolve(DIRECTORY);
  }

  /** Starts with a copy of what the package installs, all jails off. */
  static Comparison start(Path root) throws IOException {
    Comparison comparison = new Comparison(Fail2banProbe.start(), root);
    Fail2banProbe.copyInstalled(comparison.directory);
    Files.deleteIfExists(comparison.directory.resolve("jail.d/defaults-debian.conf"));
    return comparison;
  }

  /** How many of the configurations fail2ban did not start with. */
  int refused() {
    return refused;
  }

  /** How many jails were compared. */
  int jails() {
    return jails;
  }

  /**
   * What differs when these files are added to the package's, or take their place.
   *
   * @param files their texts by their paths below fail2ban's directory
   */
  List<String> differences(Map<String, String> files) throws IOException {
    Map<Path, byte[]> replaced = new HashMap<>();
    for (Map.Entry<String, String> file : files.entrySet()) {
      Path path = directory.resolve(file.getKey());
      if (Files.exists(path)) {
        replaced.put(path, Files.readAllBytes(path));
      }
      Files.writeString(path, file.getValue());
    }
    List<String> differences = compare(String.valueOf(files));
    for (String name : files.keySet()) {
      Files.delete(directory.resolve(name));
    }
    for (Map.Entry<Path, byte[]> file : replaced.entrySet()) {
      Files.write(file.getKey(), file.getValue());
    }
    return differences;
  }

  private List<String> compare(String what) throws IOException {
    Map<String, Object> answer = probe.settings(directory);
    Fail2banSettings settings = Fail2banSettings.read(new DirectoryTree(root), DIRECTORY);
    if (answer.containsKey("refused") || settings.refusal().isPresent()) {
      refused++;
      return answer.containsKey("refused") && settings.refusal().isPresent()
          ? List.of()
          : List.of(
              "%s: refused by fail2ban: %s, by us: %s"
                  .formatted(what, answer.get("refused"), settings.refusal()));
    }
    Map<String, Object> expected = Json.asObject(answer.getOrDefault("jails", Map.of()));
    Map<String, Object> told = Told.jails(settings);
    List<String> differences = new ArrayList<>();
    if (!told.keySet().equals(new TreeMap<>(expected).keySet())) {
      differences.add("%s: jails %s, not %s".formatted(what, told.keySet(), expected.keySet()));
    }
    expected.forEach(
        (name, jail) -> {
          jails++;
          String theirs = normal(jail);
          String ours = normal(told.getOrDefault(name, "nothing"));
          if (!theirs.equals(ours)) {
            differences.add(
                "%s: [%s]%n  fail2ban: %s%n  ours: %s".formatted(what, name, theirs, ours));
          }
        });
    return differences;
  }

  /** One spelling for what is the same; paths as the host has them. */
  private String normal(Object value) {
    if (value instanceof Map<?, ?> map) {
      Map<String, String> sorted = new TreeMap<>();
      map.forEach((key, one) -> sorted.put(String.valueOf(key), normal(one)));
      return sorted.toString();
    }
    if (value instanceof List<?> list) {
      return list.stream().map(this::normal).toList().toString();
    }
    return String.valueOf(value).replace(root.toString(), "");
  }

  @Override
  public void close() {
    probe.close();
  }
}
