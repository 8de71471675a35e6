package dev.postern.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Expected output kept in files. Run with {@code -Dpostern.golden.update=true} to rewrite them,
 * then read the difference before committing it.
 */
public final class Golden {
  private Golden() {}

  /** Asserts that a file holds exactly this text, or writes it when asked to. */
  public static void check(Path file, String actual, String updateProperty) {
    try {
      if (Boolean.getBoolean(updateProperty)) {
        Files.writeString(file, actual);
      }
      assertThat(file).as("the expected output; -D%s=true writes it", updateProperty).exists();
      assertThat(actual).isEqualTo(Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The same for a file beside the tests of the reports. */
  public static void check(String name, String actual) {
    check(Path.of("src/test/resources/dev/postern/report", name), actual, "postern.golden.update");
  }
}
