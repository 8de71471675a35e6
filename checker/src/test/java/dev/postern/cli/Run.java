package dev.postern.cli;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Map;

/**
 * One run of the command line within the test.
 *
 * @param status the exit status
 */
record Run(int status, String out, String err) {
  private static final LocalDate TODAY = LocalDate.of(2026, 11, 22);

  /** Runs with an empty environment, without a terminal. */
  static Run of(String... args) {
    return new Setting(Map.of(), false, TODAY, "").run(args);
  }

  static Setting with(String variable, String value) {
    return new Setting(Map.of(variable, value), false, TODAY, "");
  }

  static Setting onTerminal(String variable, String value) {
    return new Setting(Map.of(variable, value), true, TODAY, "");
  }

  static Setting onTerminal() {
    return new Setting(Map.of(), true, TODAY, "");
  }

  static Setting on(String day) {
    return new Setting(Map.of(), false, LocalDate.parse(day), "");
  }

  static Setting reading(String input) {
    return new Setting(Map.of(), false, TODAY, input);
  }

  /** What surrounds a run. */
  record Setting(Map<String, String> environment, boolean terminal, LocalDate today, String input) {
    Run run(String... args) {
      StringWriter out = new StringWriter();
      StringWriter err = new StringWriter();
      InputStream in = new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8));
      Console console = new Console(in, out, err, environment, terminal, () -> today);
      int status = new Postern(console).run(args).code();
      return new Run(status, out.toString(), err.toString());
    }
  }
}
