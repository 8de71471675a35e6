package dev.postern.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.posture.service.Version;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which versions have what releases of several branches brought. */
class ReleasesTest {
  private static Releases releases(String versions) {
    return new Releases(Arrays.stream(versions.split(" ")).map(Version::of).toList());
  }

  @ParameterizedTest
  @CsvSource({
    "2.4,         2.3.21, false",
    "2.4,         2.4.0,  true",
    "2.4,         3.0,    true",
    "3.7.9 3.8.4, 3.6.20, false",
    "3.7.9 3.8.4, 3.7.8,  false",
    "3.7.9 3.8.4, 3.7.11, true",
    "3.7.9 3.8.4, 3.8.0,  false",
    "3.7.9 3.8.4, 3.8.4,  true",
    "3.7.9 3.8.4, 3.9.0,  true"
  })
  void eachBranchHasItsFirst(String releases, String version, boolean included) {
    assertThat(releases(releases).include(Version.of(version))).isEqualTo(included);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "2.4;                2.4",
        "3.7.9 3.8.4;        3.7.9 or 3.8.4",
        "3.6.13 3.7.9 3.8.4; 3.6.13, 3.7.9 or 3.8.4"
      })
  void theyAreToldInTheirOrder(String releases, String text) {
    assertThat(releases(releases)).hasToString(text);
  }
}
