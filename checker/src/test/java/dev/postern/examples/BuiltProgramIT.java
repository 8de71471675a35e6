package dev.postern.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.testing.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The jar that users get, which is made after the other tests have run. */
class BuiltProgramIT {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Path JAR = ROOT.resolve("checker/target/postern.jar");

  @ParameterizedTest
  @MethodSource("dev.postern.examples.ExamplesTest#examples")
  void givesTheReportOfEachExample(String name) throws IOException, InterruptedException {
    for (String format : new String[] {"text", "json"}) {
      Program.Result result =
          Program.runJar(JAR, ROOT, "check", "--no-config", "--format", format, "examples/" + name);

      Path expected =
          ROOT.resolve("examples")
              .resolve(name)
              .resolve(format.equals("text") ? "expected.txt" : "expected.json");
      assertThat(result.err()).isEmpty();
      assertThat(result.out()).isEqualTo(Files.readString(expected));
    }
  }

  @Test
  void otherCommandsAnswer() throws IOException, InterruptedException {
    String host = "examples/leaky-host";

    assertThat(Program.runJar(JAR, ROOT, "show", host).out()).contains("imap");
    assertThat(Program.runJar(JAR, ROOT, "show", host, "--format", "json").out()).startsWith("{");
    assertThat(Program.runJar(JAR, ROOT, "reach", host, "--port", "143").out()).contains("143");
    assertThat(Program.runJar(JAR, ROOT, "rules").out()).contains("AUTH-001");
    assertThat(Program.runJar(JAR, ROOT, "explain", "AUTH-001").out()).contains("Example that");
    assertThat(Program.runJar(JAR, ROOT, "--help").status()).isZero();
    assertThat(Program.runJar(JAR, ROOT, "chekc").err()).contains("check");
  }

  /** Names of services and protocols stand in tables beside the classes: in a jar, too. */
  @Test
  void knowsNamesOfServices(@TempDir Path directory) throws IOException, InterruptedException {
    Path rules = Files.createDirectory(directory.resolve("etc")).resolve("nftables.conf");
    Files.writeString(
        rules,
        """
        table inet filter {
          chain input {
            type filter hook input priority filter; policy drop;
            meta l4proto tcp tcp dport { imap2, imaps } accept
          }
        }
        """);

    Program.Result result =
        Program.runJar(JAR, directory, "reach", ".", "--family", "4", "--port", "143,587");

    assertThat(result.err()).isEmpty();
    assertThat(result.out()).containsPattern("143 +IPv4 +any ").containsPattern("587 +IPv4 +none ");
  }

  @Test
  void holdsNothingThatOnlyTheBuildNeeds() throws IOException {
    try (JarFile jar = new JarFile(JAR.toFile())) {
      assertThat(jar.getManifest().getMainAttributes().getValue("Main-Class"))
          .isEqualTo("dev.postern.cli.Main");
      for (Enumeration<JarEntry> e = jar.entries(); e.hasMoreElements(); ) {
        assertThat(e.nextElement().getName()).doesNotStartWith("dev/postern/build/");
      }
    }
  }
}
