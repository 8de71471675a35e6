package dev.postern.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The program as a process of its own, on the Java that runs the tests. */
public final class Program {
  private static final long LONGEST_SECONDS = 120;

  private Program() {}

  /** How a process ended. */
  public record Result(int status, String out, String err) {}

  /** Runs it in a directory, in the C locale: output must be UTF-8 all the same. */
  public static Result run(Path directory, String... args)
      throws IOException, InterruptedException {
    return run(
        directory,
        List.of("-cp", System.getProperty("java.class.path"), "dev.postern.cli.Main"),
        List.of(args));
  }

  /** Runs the jar that users get. */
  public static Result runJar(Path jar, Path directory, String... args)
      throws IOException, InterruptedException {
    return run(directory, List.of("-jar", jar.toString()), List.of(args));
  }

  private static Result run(Path directory, List<String> program, List<String> args)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:TieredStopAtLevel=1");
    command.addAll(program);
    command.addAll(args);
    Path out = Files.createTempFile("postern", ".out");
    Path err = Files.createTempFile("postern", ".err");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().put("LC_ALL", "C");
    builder.environment().keySet().removeIf(name -> name.startsWith("POSTERN_"));
    Process process = builder.start();
    if (!process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("still running after " + LONGEST_SECONDS + " s: " + command);
    }
    Result result =
        new Result(
            process.exitValue(),
            Files.readString(out, StandardCharsets.UTF_8),
            Files.readString(err, StandardCharsets.UTF_8));
    Files.delete(out);
    Files.delete(err);
    return result;
  }
}
