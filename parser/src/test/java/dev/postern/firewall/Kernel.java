package dev.postern.firewall;

import dev.postern.testing.Json;
import dev.postern.testing.Oracle;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** This machine's kernel as judge of rule sets, in network namespaces of its own. */
public final class Kernel implements AutoCloseable {
  public static final String SERVER_V4 = "198.51.100.1";
  public static final String SERVER_V6 = "2001:db8:5::1";
  public static final List<Integer> PORTS = List.of(25, 110, 143, 465, 587, 993, 995, 4190);

  private final Process process;
  private final BufferedWriter questions;
  private final BufferedReader answers;
  private final Path folder;

  private Kernel(Process process, Path folder) {
    this.process = process;
    this.folder = folder;
    this.questions =
        new BufferedWriter(
            new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
    this.answers =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  /** What the kernel made of a rule set: open ports by source, or why it was refused. */
  public record Answer(boolean loaded, String error, Map<String, TreeSet<Integer>> open) {}

  /**
   * Skips the test when there is no root, no namespaces, or a program is missing.
   *
   * @param programs what loads the rules, beside what iptables brings
   */
  public static Kernel start(String... programs) throws IOException {
    for (String program : List.of("iptables-restore", "ip6tables-restore", "ipset", "nft", "ip")) {
      Oracle.require(program);
    }
    for (String program : programs) {
      Oracle.require(program);
    }
    if (!"root".equals(System.getProperty("user.name"))) {
      Oracle.skip("network namespaces need root");
    }
    Process process =
        new ProcessBuilder("/usr/bin/python3", "src/test/python/packet_filter_probe.py")
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    Kernel kernel = new Kernel(process, Files.createTempDirectory("rules"));
    if (kernel.answers.readLine() == null) {
      Oracle.skip("network namespaces cannot be made here");
    }
    return kernel;
  }

  /**
   * Loads files in place of what was loaded before and tries every client and port.
   *
   * @param files what to load, by the probe's names for it
   */
  public Answer judge(Map<String, Path> files) {
    try {
      questions.write(
          files.entrySet().stream()
              .map(entry -> "\"%s\": \"%s\"".formatted(entry.getKey(), entry.getValue()))
              .collect(Collectors.joining(", ", "{", "}\n")));
      questions.flush();
      String line = Objects.requireNonNull(answers.readLine(), "the probe ended");
      Path answer = Files.writeString(folder.resolve("answer.json"), line);
      Map<String, Object> object = Json.object(answer);
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

  /** A folder for what is to be loaded. */
  public Path folder() {
    return folder;
  }

  /** Writes a file to be loaded. */
  public Path write(String name, String text) {
    try {
      return Files.writeString(folder.resolve(name), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    questions.close();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroy();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
