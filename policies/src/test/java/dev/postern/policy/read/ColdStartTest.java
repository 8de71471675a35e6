package dev.postern.policy.read;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.policy.Policy;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The built-in rules must not cost a start what only users' own files need. */
class ColdStartTest {
  /** Loads the default pack in a Java of its own. */
  public static final class Loading {
    private Loading() {}

    public static void main(String... arguments) throws Exception {
      Policy policy = PolicyLoader.builtIn(List.of("baseline"));
      System.out.println("rules: " + policy.rules().size());
    }
  }

  @Test
  void builtInRulesNeedNeitherYamlNorRegularExpressions() throws Exception {
    String loaded = run("-verbose:class");

    assertThat(loaded).contains("rules: ").contains("dev.postern.policy.Rule ");
    assertThat(loaded).doesNotContain("org.snakeyaml").doesNotContain("com.google.re2j");
  }

  private static String run(String option) throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                option,
                "-cp",
                System.getProperty("java.class.path"),
                Loading.class.getName())
            .redirectErrorStream(true)
            .start();
    try (InputStream output = process.getInputStream()) {
      return new String(output.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
