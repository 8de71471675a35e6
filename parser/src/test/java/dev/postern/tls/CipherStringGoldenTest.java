package dev.postern.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Answers of OpenSSL 3.0 to 200 strings, well-formed and not. */
class CipherStringGoldenTest {
  static List<String> lines() throws IOException {
    return Files.readAllLines(Path.of("src/test/resources/dev/postern/tls/ciphers.tsv")).stream()
        .filter(line -> !line.startsWith("# "))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("lines")
  void selectsWhatOpenSslSelects(String line) {
    String[] cells = line.split("\t", -1);

    assertThat(OpenSsl.ours(cells[0].replace("\\t", "\t"), Integer.parseInt(cells[1]), cells[2]))
        .isEqualTo(cells[3]);
  }
}
