package dev.postern.firewall.nftables;

import dev.postern.firewall.PacketFilter;
import dev.postern.net.Family;
import dev.postern.source.DirectoryTree;
import dev.postern.source.FileTree;
import dev.postern.source.SourceFile;
import dev.postern.testing.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A rule set and what the kernel made of it. */
record NftGolden(Path folder, Map<String, Object> expected) {
  private static final Path ALL = Path.of("src/test/resources/goldens/firewall");

  static List<NftGolden> all() {
    try (Stream<Path> folders = Files.list(ALL)) {
      return folders
          .filter(folder -> folder.getFileName().toString().startsWith("nftables-"))
          .sorted()
          .map(folder -> new NftGolden(folder, Json.object(folder.resolve("expected.json"))))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  PacketFilter filter() {
    try {
      FileTree tree = new DirectoryTree(folder);
      SourceFile main = tree.read("etc/nftables.conf").orElseThrow();
      return NftRuleset.read(List.of(main), tree);
    } catch (FileTree.Unreadable | IOException e) {
      throw new AssertionError(e);
    }
  }

  private static Object key(Map<String, Object> object, String name) {
    return Objects.requireNonNull(object.get(name), name);
  }

  List<Family> families() {
    return Json.asList(key(expected, "families")).stream()
        .map(number -> number.equals(4L) ? Family.V4 : Family.V6)
        .toList();
  }

  /** By source, the ports where a first connection was established. */
  Map<String, Set<Integer>> open(Family family) {
    Map<String, Object> bySource =
        Json.asObject(
            key(Json.asObject(key(expected, "reach")), family == Family.V4 ? "ipv4" : "ipv6"));
    return bySource.entrySet().stream()
        .collect(
            Collectors.toMap(
                Map.Entry::getKey,
                entry -> ports(Json.asList(key(Json.asObject(entry.getValue()), "open")))));
  }

  private static Set<Integer> ports(List<Object> numbers) {
    return numbers.stream()
        .map(number -> ((Long) number).intValue())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The ports of a family where too many connections at once were not all admitted. */
  Set<Integer> limited(Family family) {
    Set<Integer> ports = new TreeSet<>();
    for (Object entry : Json.asList(key(expected, "limited"))) {
      Map<String, Object> limit = Json.asObject(entry);
      if (key(limit, "family").equals((long) family.number())) {
        ports.add(((Long) key(limit, "port")).intValue());
      }
    }
    return ports;
  }

  @Override
  public String toString() {
    return folder.getFileName().toString();
  }
}
