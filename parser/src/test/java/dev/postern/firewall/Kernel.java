package dev.postern.firewall;

import dev.postern.net.Address;
import dev.postern.testing.Json;
import dev.postern.testing.NamespaceProbe;
import dev.postern.testing.Oracle;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** This machine's kernel as judge of rule sets, in network namespaces of its own. */
public final class Kernel implements AutoCloseable {
  public static final String SERVER_V4 = "198.51.100.1";
  public static final String SERVER_V6 = "2001:db8:5::1";
  public static final List<Integer> PORTS = List.of(25, 110, 143, 465, 587, 993, 995, 4190);

  private final NamespaceProbe probe;

  private Kernel(NamespaceProbe probe) {
    this.probe = probe;
  }

  /** What the kernel made of a rule set: open ports by source, or why it was refused. */
  public record Answer(boolean loaded, String error, Map<String, TreeSet<Integer>> open) {}

  /**
   * Skips the test when there is no root, no namespaces, or a program is missing.
   *
   * @param programs what loads the rules, beside what iptables brings
   */
  public static Kernel start(String... programs) throws IOException {
    for (String program : List.of("iptables-restore", "ip6tables-restore", "ipset", "nft")) {
      Oracle.require(program);
    }
    for (String program : programs) {
      Oracle.require(program);
    }
    return new Kernel(NamespaceProbe.start("packet_filter_probe.py"));
  }

  /**
   * Loads files in place of what was loaded before and tries every client and port.
   *
   * @param files what to load, by the probe's names for it
   */
  public Answer judge(Map<String, Path> files) {
    try {
      Map<String, Object> object =
          probe.ask(
              files.entrySet().stream()
                  .map(entry -> "\"%s\": \"%s\"".formatted(entry.getKey(), entry.getValue()))
                  .collect(Collectors.joining(", ", "{", "}")));
      Map<String, TreeSet<Integer>> open = new TreeMap<>();
      Json.asObject(Objects.requireNonNull(object.get("open")))
          .forEach(
              (source, ports) -> {
                TreeSet<Integer> numbers = new TreeSet<>();
                Json.asList(ports).forEach(port -> numbers.add(((Long) port).intValue()));
                open.put(source, numbers);
              });
      return new Answer(
          Boolean.TRUE.equals(object.get("loaded")), String.valueOf(object.get("error")), open);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * What one client, or packets of all kinds, met of what was loaded last.
   *
   * @param open whether the client got through
   * @param counted the rules whose counters rose: family, table, chain and number, where policies
   *     have the number 0
   */
  public record Met(boolean open, Set<String> counted) {}

  /** Tries one client, whatever its address. */
  public Met dial(Address source, int port, double seconds) {
    return met("{\"dial\": \"%s %d %s\"}".formatted(source, port, seconds));
  }

  /** Sends packets of many protocols, flags, sources and ports. */
  public Met spray(int seed) {
    return met("{\"spray\": %d}".formatted(seed));
  }

  private Met met(String question) {
    try {
      Map<String, Object> object = probe.ask(question);
      Set<String> counted = new TreeSet<>();
      Json.asList(Objects.requireNonNull(object.get("counted")))
          .forEach(rule -> counted.add(String.valueOf(rule)));
      return new Met(Boolean.TRUE.equals(object.get("open")), counted);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A folder for what is to be loaded. */
  public Path folder() {
    return probe.folder();
  }

  /** Writes a file to be loaded. */
  public Path write(String name, String text) {
    try {
      return Files.writeString(probe.folder().resolve(name), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    probe.close();
  }
}
