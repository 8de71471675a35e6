package dev.postern.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.testing.Golden;
import dev.postern.testing.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every folder of examples/ gives the report that lies in it. {@code
 * -Dpostern.examples.update=true} writes the reports anew.
 */
class ExamplesTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  static Stream<String> examples() throws IOException {
    try (Stream<Path> folders = Files.list(ROOT.resolve("examples"))) {
      List<String> names =
          folders.filter(Files::isDirectory).map(p -> p.getFileName().toString()).sorted().toList();
      return names.stream();
    }
  }

  @Test
  void thereAreExamples() throws IOException {
    assertThat(examples()).contains("leaky-host");
  }

  /** The first thing a reader sees is what the program prints, shortened where a dot row stands. */
  @Test
  void theReadmeShowsWhatIsPrinted() throws IOException {
    String readme = Files.readString(ROOT.resolve("README.md"));
    String report = Files.readString(ROOT.resolve("examples/leaky-host/expected.txt"));
    int from = readme.indexOf("```\nexamples/leaky-host/") + 4;
    String[] parts = readme.substring(from, readme.indexOf("```", from)).split("…\n", -1);

    assertThat(parts).hasSize(2);
    assertThat(report).contains(parts[0]).endsWith(parts[1]);
  }

  @ParameterizedTest
  @MethodSource("examples")
  void givesItsReport(String name) throws IOException, InterruptedException {
    Path folder = ROOT.resolve("examples").resolve(name);
    for (String format : List.of("text", "json")) {
      Program.Result result =
          Program.run(ROOT, "check", "--no-config", "--format", format, "examples/" + name);
      assertThat(result.err()).isEmpty();
      assertThat(result.status()).isIn(0, 1, 3);
      Path expected = folder.resolve(format.equals("text") ? "expected.txt" : "expected.json");
      Golden.check(expected, result.out(), "postern.examples.update");
    }
  }
}
