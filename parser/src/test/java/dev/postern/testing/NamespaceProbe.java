package dev.postern.testing;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** A script that asks programs in network namespaces of its own: a line of JSON each way. */
public final class NamespaceProbe implements AutoCloseable {
  private final Process process;
  private final BufferedWriter questions;
  private final BufferedReader answers;
  private final Path folder;

  private NamespaceProbe(Process process, Path folder) {
    this.process = process;
    this.folder = folder;
    this.questions =
        new BufferedWriter(
            new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
    this.answers =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  /** Starts a script; skips the test where there is no root, or no namespaces can be made. */
  public static NamespaceProbe start(String script) throws IOException {
    Oracle.require("ip");
    if (!"root".equals(System.getProperty("user.name"))) {
      Oracle.skip("network namespaces need root");
    }
    Process process =
        new ProcessBuilder("/usr/bin/python3", "src/test/python/" + script)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    NamespaceProbe probe = new NamespaceProbe(process, Files.createTempDirectory("probe"));
    if (probe.answers.readLine() == null) {
      Oracle.skip("network namespaces cannot be made here");
    }
    return probe;
  }

  /** What the script answers to a line of JSON. */
  public Map<String, Object> ask(String question) throws IOException {
    questions.write(question);
    questions.newLine();
    questions.flush();
    String line = Objects.requireNonNull(answers.readLine(), "the probe ended");
    return Json.object(Files.writeString(folder.resolve("answer.json"), line));
  }

  /** A folder for what is to be loaded. */
  public Path folder() {
    return folder;
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
