package dev.postern.policy.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.postern.policy.yaml.PolicyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Each folder of {@code mistakes} holds a policy with mistakes and, in {@code expected.txt}, what a
 * user is told.
 */
class MistakesTest {
  private static final Path FOLDERS = Path.of("src/test/resources/mistakes");

  @TestFactory
  Stream<DynamicTest> everyMistakeIsToldWithItsPlace() throws Exception {
    try (Stream<Path> folders = Files.list(FOLDERS)) {
      return folders.sorted().toList().stream()
          .map(folder -> DynamicTest.dynamicTest(folder.toString(), () -> check(folder)));
    }
  }

  private static void check(Path folder) throws Exception {
    Path expected = folder.resolve("expected.txt");
    PolicyException told =
        catchThrowableOfType(
            PolicyException.class,
            () -> PolicyLoader.load(List.of(folder.toString()), Path.of(""), Map.of()));
    assertThat(told).as("mistakes of %s", folder).isNotNull();
    String message = Objects.requireNonNull(told.getMessage()).replace(folder + "/", "");
    if (System.getProperty("postern.goldens") != null) {
      Files.writeString(expected, message + "\n");
    }
    assertThat(message + "\n").isEqualTo(Files.readString(expected));
  }
}
