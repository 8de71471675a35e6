package dev.postern.fail2ban;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Matcher;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Expressions of filters, beside those of the installed fail2ban and its Python. */
class PythonRegexTest {
  private static final long SEED = 20_261_126;
  private static final List<String> PARTS =
      List.of(
          "a",
          "b",
          "ab",
          "1",
          ".",
          "^",
          "$",
          "*",
          "+",
          "?",
          "*?",
          "++",
          "{2}",
          "{1,3}",
          "{,2}",
          "{2,}",
          "{3,1}",
          "{}",
          "{",
          "}",
          "{a}",
          "|",
          "(",
          ")",
          "(?:",
          "(?P<n>",
          "(?P<m>",
          "(?i)",
          "(?i:",
          "(?s-i:",
          "(?=",
          "(?!",
          "(?<=",
          "(?<!",
          "(?#c)",
          "(?P=n)",
          "(?<x>",
          "(?>",
          "[ab]",
          "[^a]",
          "[]a]",
          "[a-c]",
          "[c-a]",
          "[\\w-a]",
          "[a-]",
          "[a",
          "[[:b]",
          "[&&a]",
          "\\d",
          "\\w",
          "\\s",
          "\\b",
          "\\B",
          "\\A",
          "\\Z",
          "\\.",
          "\\/",
          "\\-",
          "\\y",
          "\\1",
          "\\x61",
          "\\x6",
          "\\v",
          "\\",
          "<IP4>",
          "<DNS>",
          "<F-ID>",
          "</F-ID>",
          "<F-USER>",
          "</F-USER>",
          "<F-x>",
          "&",
          "-",
          "]",
          "#",
          "~",
          " ");
  private static final List<String> TEXTS =
      List.of("ab", "aab1 b", "A.B{2}", "b-a&] #", "192.0.2.1 ab", "{}a{,2}", "c/\\~ x11ba");

  private static Optional<String> ours(String expression, String text)
      throws PythonRegex.Untranslatable {
    try {
      Optional<Matcher> matched = PythonRegex.of(expression).find(text);
      return Optional.of(matched.map(m -> "[%d, %d]".formatted(m.start(), m.end())).orElse("null"));
    } catch (RegexReader.Invalid e) {
      return Optional.empty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "^(<HOST>",
        "<HOST>)",
        "<HOST> and <HOST>",
        "(?P<a-b>x)",
        "(?<host>x)",
        "*a",
        "a**",
        "a{3,1}",
        "[a",
        "[z-a]",
        "\\y",
        "(?<=a+)b",
        "a(?i)b",
        "(?P=a)",
        "(?P<a>x(?P=a))",
        "(?Px)",
        "a\\",
        "[\\Z]",
        "\\x6"
      })
  void tellsWhatPythonRefuses(String expression) {
    assertThatThrownBy(() -> PythonRegex.of(expression)).isInstanceOf(RegexReader.Invalid.class);
  }

  @Test
  void tellsWhichExpressionsIdentifyAClient() throws Exception {
    for (String expression :
        List.of(
            "<HOST>",
            "<ADDR>",
            "<IP6>",
            "<F-ID/>",
            "<F-ID>x</F-ID>",
            "(?P<ip4>x)",
            "(?P<dns>x)",
            "(?P<fid>x)",
            "<F-MLFID>x</F-MLFID>",
            "<SUBNET>")) {
      assertThat(PythonRegex.identifies(expression)).as(expression).isTrue();
    }
    for (String expression :
        List.of("(?P<host>x)", "(?P<ip>x)", "<CIDR>", "<F-USER>x</F-USER>", "<f-id/>", "x")) {
      assertThat(PythonRegex.identifies(expression)).as(expression).isFalse();
    }
  }

  @Test
  void findsWhatPythonFinds() throws IOException {
    Random random = new Random(Long.getLong("postern.jails.seed", SEED));
    SoftAssertions all = new SoftAssertions();
    int known = 0;
    int refused = 0;
    try (Fail2banProbe probe = Fail2banProbe.start()) {
      for (int i = 0; i < 6000; i++) {
        StringBuilder expression = new StringBuilder();
        int parts = 1 + random.nextInt(6);
        for (int part = 0; part < parts; part++) {
          expression.append(PARTS.get(random.nextInt(PARTS.size())));
        }
        if (random.nextBoolean()) {
          expression.append(")");
        }
        String text = TEXTS.get(random.nextInt(TEXTS.size()));
        Optional<String> expected = probe.found(expression.toString(), text);
        try {
          Optional<String> found = ours(expression.toString(), text);
          known++;
          refused += found.isEmpty() ? 1 : 0;
          all.assertThat(found).as("'%s' in '%s'", expression, text).isEqualTo(expected);
        } catch (PythonRegex.Untranslatable e) {
          all.assertThat(expected).as("'%s': %s", expression, e.why()).isPresent();
        }
      }
    }
    all.assertAll();
    assertThat(known).isGreaterThan(5000);
    assertThat(refused).isGreaterThan(1000);
  }
}
