package dev.postern.firewall.iptables.set;

import dev.postern.testing.Json;
import dev.postern.testing.Oracle;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.TreeSet;

/** This machine's ipset, in a network namespace of its own. */
final class Ipset implements AutoCloseable {
  private final Process process;
  private final BufferedWriter questions;
  private final BufferedReader answers;
  private final Path folder;

  private Ipset(Process process, Path folder) {
    this.process = process;
    this.folder = folder;
    this.questions =
        new BufferedWriter(
            new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
    this.answers =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  /** What ipset said, empty when it took all, and what was there then. */
  record Answer(String refused, String sets) {
    boolean isRefused() {
      return !refused.isEmpty();
    }

    /** One line for each set and each of its elements. */
    TreeSet<String> lines() {
      TreeSet<String> lines = new TreeSet<>();
      for (String line : sets.split("\n", -1)) {
        String[] words = line.split(" ", -1);
        if (words.length > 2) {
          boolean isException = words[0].equals("add") && line.contains(" nomatch");
          lines.add(
              String.join(" ", words[0], words[1], words[2]) + (isException ? " nomatch" : ""));
        }
      }
      return lines;
    }
  }

  static Ipset start() throws IOException {
    Oracle.require("ipset");
    Oracle.require("ip");
    if (!"root".equals(System.getProperty("user.name"))) {
      Oracle.skip("network namespaces need root");
    }
    Process process =
        new ProcessBuilder("/usr/bin/python3", "src/test/python/ipset_probe.py")
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    Ipset ipset = new Ipset(process, Files.createTempDirectory("sets"));
    if (ipset.answers.readLine() == null) {
      Oracle.skip("network namespaces cannot be made here");
    }
    return ipset;
  }

  Answer restore(String text, SetCommands.Forgiveness forgiveness) throws IOException {
    Path file = Files.writeString(folder.resolve("sets"), text);
    String options = forgiveness == SetCommands.Forgiveness.YES ? "[\"-exist\"]" : "[]";
    questions.write("{\"file\": \"%s\", \"options\": %s}\n".formatted(file, options));
    questions.flush();
    String line = Objects.requireNonNull(answers.readLine(), "the probe ended");
    var answer = Json.object(Files.writeString(folder.resolve("answer.json"), line));
    return new Answer(String.valueOf(answer.get("refused")), String.valueOf(answer.get("sets")));
  }

  @Override
  public void close() throws IOException {
    questions.close();
    process.onExit().join();
  }
}
