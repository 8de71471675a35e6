package dev.postern.tls;

import dev.postern.posture.tls.Suite;
import dev.postern.testing.Oracle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** {@code openssl ciphers -s}, the real one and ours, answering alike. */
final class OpenSsl {
  /** What is printed for a string that is refused. */
  static final String INVALID = "INVALID";

  private final Path program;
  private final Path folder;

  private OpenSsl(Path program, Path folder) {
    this.program = program;
    this.folder = folder;
  }

  /**
   * The installed program; the test is skipped unless it is of the line that the data describes.
   */
  static OpenSsl installed(Path folder) {
    Path program = Oracle.require("openssl");
    String version = Oracle.ask(List.of(program.toString(), "version")).out();
    if (!version.startsWith("OpenSSL 3.0.") && !version.startsWith("OpenSSL 3.1.")) {
      Oracle.skip("the installed OpenSSL is " + version.strip() + ", not 3.0 or 3.1");
    }
    return new OpenSsl(program, folder);
  }

  /** Names with colons between, or {@link #INVALID}. */
  String ciphers(String string, int level, String tls) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(program.toString(), "ciphers", "-s"));
    if (!tls.equals("all")) {
      command.add("-tls" + tls.replace('.', '_'));
    }
    command.add(string);
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().putAll(Map.of("OPENSSL_CONF", configuration(level).toString()));
    Process process = builder.start();
    String answer =
        new String(
            process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    return process.waitFor() == 0 ? answer.strip() : INVALID;
  }

  /** A configuration that sets nothing but the security level. */
  private Path configuration(int level) throws IOException {
    Path file = folder.resolve("level-" + level + ".cnf");
    if (!Files.exists(file)) {
      Files.writeString(
          file,
          """
          openssl_conf = all
          [all]
          ssl_conf = ssl
          [ssl]
          system_default = defaults
          [defaults]
          CipherString = DEFAULT:@SECLEVEL=%d
          """
              .formatted(level));
    }
    return file;
  }

  /** The same by our own means. */
  static String ours(String string, int level, String tls) {
    Library library = Library.named("openssl-3.0").orElseThrow();
    if (!(CipherString.evaluate(string, library) instanceof CipherString.Selected selected)) {
      return INVALID;
    }
    List<Suite> all = new ArrayList<>();
    if (!tls.equals("1.2")) {
      all.addAll(
          new SecurityLevel(selected.level().orElse(level)).allowed(library.tls13(), library));
    }
    if (!tls.equals("1.3")) {
      all.addAll(selected.usable(library, level));
    }
    return all.stream().map(Suite::name).collect(Collectors.joining(":"));
  }
}
