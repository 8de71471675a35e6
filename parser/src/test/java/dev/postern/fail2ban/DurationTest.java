package dev.postern.fail2ban;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Times, by what mytime.py says of them and beside the installed fail2ban. */
class DurationTest {
  private static final long SEED = 20_261_125;
  private static final List<String> PARTS =
      List.of(
          "1", "10", "600", "1.5", "-1", "m", "min", "h", "d", "w", "mo", "mon", "y", "s", "sec",
          "days", "Hours", "HOUR", " ", " ", "+", "*", "-", "/2", "wee", "month", " and", " tries",
          ";", "%");

  @ParameterizedTest
  @CsvSource({
    "600, 600",
    "10m, 600",
    "1h 30m, 5400",
    "1d12h, 129600",
    "-1, -1",
    "1 week, 604800",
    "1hour+30min, 5400",
    "0d 1h 30m, 5400",
    "1year-6mo, 15778800",
    "6 months, 15778800",
    "2 * 3600, 7200"
  })
  void countsSeconds(String text, int seconds) {
    assertThat(Duration.seconds(text)).contains(seconds);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "many", "1x", "010", "1 +", "%", "__import__('os')"})
  void takesNothingElse(String text) {
    assertThat(Duration.seconds(text)).isEmpty();
  }

  /** As its mytime.py answers: Python ends an expression where its line ends. */
  @Test
  void endsWithTheLine() {
    for (String text : List.of("10m # kept", "10m # kept\n", "10m\n# more", "\n10m", "10m\n\n")) {
      assertThat(Duration.seconds(text)).as(text).contains(600);
      assertThat(Duration.isRefused(text)).as(text).isFalse();
    }
    assertThat(Duration.seconds("10m\n20m")).contains(1800);
    for (String text : List.of("10m # kept\nmore", "10m # a\n20m", "10m\n+5", "10m +\n5")) {
      assertThat(Duration.seconds(text)).as(text).isEmpty();
      assertThat(Duration.isRefused(text)).as(text).isTrue();
    }
    assertThat(Duration.isRefused("(10m\n+5)")).isFalse();
  }

  @Test
  void countsAsFail2banDoes() throws IOException {
    Random random = new Random(SEED);
    SoftAssertions all = new SoftAssertions();
    int known = 0;
    int refused = 0;
    try (Fail2banProbe probe = Fail2banProbe.start()) {
      for (int i = 0; i < 2000; i++) {
        StringBuilder text = new StringBuilder(String.valueOf(random.nextInt(100)));
        int parts = random.nextInt(6);
        for (int part = 0; part < parts; part++) {
          text.append(PARTS.get(random.nextInt(PARTS.size())));
        }
        String expected = probe.seconds(text.toString());
        Optional<Integer> ours = Duration.seconds(text.toString());
        if (Duration.isRefused(text.toString())) {
          refused++;
          all.assertThat(expected).as("%s", text).isEqualTo("null");
        }
        if (ours.isPresent()) {
          known++;
          all.assertThat(expected).as("%s", text).isEqualTo(String.valueOf(ours.get()));
        }
      }
    }
    all.assertAll();
    assertThat(known).isGreaterThan(500);
    assertThat(refused).isGreaterThan(50);
  }
}
