package dev.postern.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.data.DataFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random strings, put to the installed OpenSSL and to ours. The number of strings is the system
 * property {@code postern.cipher-strings}; where the judges are required, 2,500.
 */
class CipherStringDifferentialTest {
  private static final long SEED = Long.getLong("postern.tls.seed", 20_261_123);
  private static final List<String> OPERATORS = List.of("", "", "", "!", "-", "+");
  private static final List<String> SEPARATORS = List.of(":", ":", ":", ":", " ", ",", ";", "::");
  private static final List<String> SPECIALS =
      List.of("@STRENGTH", "@SECLEVEL=0", "@SECLEVEL=1", "@SECLEVEL=3", "@SECLEVEL=5");
  private static final List<String> WRONG =
      List.of(
          "@SECLEVEL=6", "@FOO", "! AES", "_AES", "AES!", "!", "é", "(", "@", "+", "ALL+", "\t");
  private static final List<String> TLS = List.of("1.2", "1.2", "1.3", "all");

  private final Random random = new Random(SEED);
  private final List<String> words = new ArrayList<>();

  @TempDir Path folder;

  @Test
  void selectsWhatTheInstalledOpenSslSelects() throws IOException, InterruptedException {
    OpenSsl installed = OpenSsl.installed(folder);
    collectWords();
    SoftAssertions all = new SoftAssertions();
    int refused = 0;
    int strings = strings();
    for (int i = 0; i < strings; i++) {
      String string = string();
      int level = random.nextInt(6);
      String tls = pick(TLS);
      String expected = installed.ciphers(string, level, tls);
      refused += expected.equals(OpenSsl.INVALID) ? 1 : 0;
      all.assertThat(OpenSsl.ours(string, level, tls))
          .as("%s at level %d, TLS %s", string, level, tls)
          .isEqualTo(expected);
    }
    all.assertAll();
    assertThat(refused).isBetween(strings / 20, strings / 2);
  }

  private static int strings() {
    boolean required = "1".equals(System.getenv("POSTERN_REQUIRE_ORACLES"));
    return Integer.getInteger("postern.cipher-strings", required ? 2500 : 300);
  }

  /** Every word of any line, its suites' names, and words that none knows. */
  private void collectWords() {
    for (String[] row : DataFile.rows(Library.class, "words.tsv", 9)) {
      words.add(row[0]);
      words.add(row[0]);
    }
    for (String[] row : DataFile.rows(Library.class, "suites.tsv", 13)) {
      words.add(row[1]);
    }
    words.addAll(
        List.of("FOO", "GOST", "kGOST", "TLSv1.1", "TLSv1.3", "DEFAULT", "aGOST", "SUITEB128"));
    words.addAll(List.of("PROFILE=SYSTEM", "TLS_AES_128_GCM_SHA256", "ECDHE_RSA", "AES-GCM"));
  }

  private String string() {
    StringBuilder string = new StringBuilder();
    if (random.nextInt(4) == 0) {
      string.append(
          pick(List.of("DEFAULT", "DEFAULT:", "ALL:", "HIGH:", "SUITEB192:", "DEFAULT!")));
    }
    int elements = 1 + random.nextInt(8);
    String separator = pick(SEPARATORS);
    for (int i = 0; i < elements; i++) {
      string.append(i == 0 ? "" : random.nextInt(8) == 0 ? pick(SEPARATORS) : separator);
      int kind = random.nextInt(40);
      if (kind == 0) {
        string.append(pick(WRONG));
      } else if (kind < 5) {
        string.append(pick(SPECIALS));
      } else {
        element(string);
      }
    }
    // The program would take a string with a minus in front for an option.
    return string.charAt(0) == '-' ? ":" + string : string.toString();
  }

  private void element(StringBuilder string) {
    string.append(pick(OPERATORS)).append(pick(words));
    while (random.nextInt(3) == 0) {
      string.append('+').append(pick(words));
    }
    if (random.nextInt(15) == 0) {
      string.append(pick(List.of("@STRENGTH", "!aNULL", "-AES128", "@SECLEVEL=2")));
    }
  }

  private <T> T pick(List<T> from) {
    return from.get(random.nextInt(from.size()));
  }
}
