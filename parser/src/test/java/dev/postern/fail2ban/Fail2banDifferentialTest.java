package dev.postern.fail2ban;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the installed fail2ban tells its server, and what ours would. The number of random
 * configurations is the system property {@code postern.jails}; where the judges are required, 300.
 */
class Fail2banDifferentialTest {
  private static final long SEED = 20_261_125;

  @TempDir Path folder;

  @Test
  void readsEveryJailOfThePackage() throws IOException {
    try (Comparison comparison = Comparison.start(folder)) {
      assertThat(comparison.differences(Map.of("jail.local", "[DEFAULT]\nenabled = true\n")))
          .isEmpty();
      assertThat(comparison.jails()).isGreaterThan(80);
    }
  }

  @Test
  void readsRandomConfigurationsAsFail2banDoes() throws IOException {
    List<String> differences = new ArrayList<>();
    int refused = 0;
    int count = configurations();
    long seed = Long.getLong("postern.jails.seed", SEED);
    try (Comparison comparison = Comparison.start(folder)) {
      for (int i = 0; i < count; i++) {
        differences.addAll(comparison.differences(new RandomJails(seed + i).files()));
      }
      refused = comparison.refused();
    }
    assertThat(differences).isEmpty();
    assertThat(refused).isBetween(count / 20, count * 2 / 3);
  }

  private static int configurations() {
    boolean required = "1".equals(System.getenv("POSTERN_REQUIRE_ORACLES"));
    return Integer.getInteger("postern.jails", required ? 300 : 60);
  }
}
