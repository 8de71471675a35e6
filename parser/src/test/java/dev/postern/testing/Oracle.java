package dev.postern.testing;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/**
 * Real programs and outside files as judges. What is not there makes a test skip visibly, or fail
 * when POSTERN_REQUIRE_ORACLES is 1.
 */
public final class Oracle {
  private Oracle() {}

  /** The path of a program on PATH or in the usual system directories. */
  public static Path require(String program) {
    for (String directory :
        (System.getenv("PATH") + ":/usr/sbin:/sbin").split(File.pathSeparator, -1)) {
      Path path = Path.of(directory, program);
      if (Files.isExecutable(path)) {
        return path;
      }
    }
    return skip(program + " is not installed");
  }

  /** A file or directory of the shared folder, named by POSTERN_SHARED or beside the repository. */
  public static Path shared(String relative) {
    String named = System.getProperty("POSTERN_SHARED", System.getenv("POSTERN_SHARED"));
    Path root = named != null ? Path.of(named) : Path.of("../../shared");
    Path path = root.resolve(relative);
    // Not part of the repository, so nobody can be made to have it.
    return Files.exists(path) ? path : Assumptions.abort("no " + relative + " in " + root);
  }

  /** A folder that a system property names; without it the test is visibly left out. */
  public static Path given(String property) {
    String named = System.getProperty(property);
    return named != null ? Path.of(named) : Assumptions.abort("no -D" + property + "=FOLDER");
  }

  /** Gives the test up, or fails it when the judges must be there. */
  public static Path skip(String what) {
    if ("1".equals(System.getenv("POSTERN_REQUIRE_ORACLES"))) {
      throw new AssertionError(what);
    }
    return Assumptions.abort(what);
  }

  /** What a program answers. */
  public record Answer(int status, String out, String err) {}

  /** Runs a program to its end, nothing on its standard input. */
  public static Answer ask(List<String> command) {
    try {
      Path out = Files.createTempFile("oracle", ".out");
      Path err = Files.createTempFile("oracle", ".err");
      Process process =
          new ProcessBuilder(command)
              .redirectInput(new File("/dev/null"))
              .redirectOutput(out.toFile())
              .redirectError(err.toFile())
              .start();
      int status = process.waitFor();
      Answer answer = new Answer(status, text(out), text(err));
      Files.delete(out);
      Files.delete(err);
      return answer;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static String text(Path file) throws IOException {
    return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
  }
}
