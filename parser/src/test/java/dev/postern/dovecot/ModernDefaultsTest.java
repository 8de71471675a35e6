package dev.postern.dovecot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.data.DataFile;
import dev.postern.dovecot.settings.DovecotSettings;
import dev.postern.dovecot.settings.Scope;
import dev.postern.fact.Fact;
import dev.postern.posture.service.Platform;
import dev.postern.posture.service.Platform.Distribution;
import dev.postern.source.MemoryTree;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which defaults Dovecot 2.4 takes for a dovecot_config_version. */
class ModernDefaultsTest {
  private static final String SCHEME = "passdb_default_password_scheme";
  private static final Fact<Boolean> NOT_TOLD = Fact.unknown("not told");

  private static DovecotSettings settings(String version, Platform platform) {
    return read(
        "dovecot_config_version = " + version + "\ndovecot_storage_version = 2.4.0\n", platform);
  }

  private static DovecotSettings read(String text, Platform platform) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return DovecotReader.read(
        new MemoryTree(Map.of("dovecot.conf", bytes)), "dovecot.conf", platform);
  }

  private static Fact<String> value(DovecotSettings settings, String setting) {
    return settings.value(Scope.GLOBAL, setting);
  }

  @Test
  void whatDoveconfPrints() {
    for (String[] row : DataFile.rows(ModernDefaultsTest.class, "defaults-2.4.tsv", 4)) {
      String setting = row[2];
      // A server looks up what another setting holds; doveconf prints its name.
      String printed = row[3].replaceFirst("^\\$SET:default_internal_.*", "dovecot");
      boolean pigeonhole = row[1].equals("yes");
      Platform told = Platforms.dovecot24(Fact.known(pigeonhole));
      assertThat(value(settings(row[0], told), setting).toOptional())
          .as(String.join(" ", row))
          .contains(printed);
      Platform open = Platforms.dovecot24(NOT_TOLD);
      assertThat(value(settings(row[0], open), setting).possibilities())
          .as(String.join(" ", row))
          .contains(printed);
    }
  }

  @ParameterizedTest
  @CsvSource({
    // Before 2.4.2, and after 2.4.4, Pigeonhole makes no difference.
    "2.4.1, 2.4.1, PLAIN",
    "2.4.0, 2.4.1, PLAIN",
    "2.4.2, 2.4.2, PLAIN",
    "2.4.1, 2.4.2, PLAIN",
    "2.4.2, 2.4.5, PLAIN",
    "2.4.3, 2.4.3, CRYPT",
  })
  void ofTheProgramThatRuns(String configured, String program, String scheme) {
    Platform platform = Platforms.of(program, Distribution.DEBIAN);
    assertThat(value(settings(configured, platform), SCHEME).toOptional()).contains(scheme);
  }

  @Test
  void isNotKnownWithoutTheProgram() {
    Fact<String> scheme = value(settings("2.4.1", Platform.UNKNOWN), SCHEME);
    assertThat(scheme.possibilities()).containsExactly("PLAIN", "CRYPT");
    assertThat(scheme.toString()).contains("has changed since dovecot_config_version 2.4.1");
    assertThat(value(settings("2.4.4", Platform.UNKNOWN), SCHEME).is("CRYPT")).isTrue();
  }

  /** What is set to the default of another setting is as open as that. */
  @Test
  void ofAnotherSetting() {
    String text = "dovecot_config_version = 2.4.1\nlogin_greeting = $SET:" + SCHEME + "\n";
    assertThat(value(read(text, Platform.UNKNOWN), "login_greeting").possibilities())
        .containsExactly("PLAIN", "CRYPT");
  }

  /** {@code $SET:} takes what the program has, whatever the version of the configuration. */
  @ParameterizedTest
  @CsvSource({"2.4.0, 2.4.4, CRYPT", "2.4.0, 2.4.2, PLAIN", "2.4.4, 2.4.4, CRYPT"})
  void ofAnotherSettingInAProgram(String configured, String program, String scheme) {
    String text = "dovecot_config_version = " + configured + "\nlogin_greeting = $SET:" + SCHEME;
    assertThat(value(read(text, Platforms.of(program, Distribution.DEBIAN)), "login_greeting"))
        .matches(value -> value.is(scheme));
  }

  /** A list that a section adds to begins with the default of each program that may run. */
  @Test
  void listsBeginWithTheDefaultsThatMayHold() {
    DovecotSettings settings =
        read(
            """
            dovecot_config_version = 2.4.1
            dovecot_storage_version = 2.4.0
            mail_access_groups {
              foo = yes
            }
            """,
            Platform.UNKNOWN);
    assertThat(value(settings, "mail_access_groups").possibilities())
        .containsExactly("foo", "dovecot foo");
    assertThat(settings.print(false, Scope.GLOBAL))
        .contains(
            "\n# mail_access_groups = { foo = yes } or { $SET:default_internal_group = yes foo = yes }: ");
  }

  /** 2.4.0 would take none at all, which it refuses; the later ones take ten. */
  @Test
  void defaultsOverWhichTheServerDoesNotStartDoNotCount() {
    DovecotSettings settings =
        read(
            """
            dovecot_config_version = 2.4.0
            dovecot_storage_version = 2.4.0
            lmtp_user_concurrency_limit = $SET:lmtp_user_concurrency_limit
            """,
            Platform.UNKNOWN);
    assertThat(settings.problems()).isEmpty();
    assertThat(value(settings, "lmtp_user_concurrency_limit").is("10")).isTrue();
  }

  @Test
  void savedOutputTellsOfPigeonhole() {
    String head = "# 2.4.4 (): /etc/dovecot/dovecot.conf\n";
    String rest = "dovecot_config_version = 2.4.2\n";
    assertThat(value(read(head + rest, Platform.UNKNOWN), SCHEME).is("PLAIN")).isTrue();
    String banner = "# Pigeonhole version 2.4.4 ()\n";
    assertThat(value(read(head + banner + rest, Platform.UNKNOWN), SCHEME).is("CRYPT")).isTrue();
  }

  @Test
  void everythingIsPrintedButWhatIsNotKnown() {
    assertThat(settings("2.4.1", Platform.UNKNOWN).print(true, Scope.GLOBAL))
        .contains("\n# " + SCHEME + " = PLAIN or CRYPT: ")
        .contains("\nlmtp_user_concurrency_limit = 10\n");
  }

  @ParameterizedTest
  @CsvSource({
    "2.4.2, 2.4.1, Invalid dovecot_config_version: Currently supported versions are: 2.4.0 2.4.1",
    "2.4.5, 2.4.4, Invalid dovecot_config_version: Currently supported versions are: 2.4.0 2.4.1 2.4.2 2.4.3 2.4.4",
  })
  void noProgramTakesALaterVersionThanItsOwn(String configured, String program, String message) {
    DovecotSettings settings = settings(configured, Platforms.of(program, Distribution.DEBIAN));
    assertThat(settings.refusal().orElseThrow().message()).isEqualTo(message);
  }

  @Test
  void laterVersionsAreNotRefusedForTheirNumber() {
    for (Platform platform :
        List.of(Platform.UNKNOWN, Platforms.of("2.4.5", Distribution.DEBIAN))) {
      DovecotSettings settings = settings("2.4.5", platform);
      assertThat(settings.refusal()).isEmpty();
      assertThat(settings.problems().get(0).message())
          .isEqualTo("the defaults of Dovecot 2.4.5 are not known; those of 2.4.4 are taken");
    }
  }
}
