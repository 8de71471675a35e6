package dev.postern.postfix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.fact.Fact;
import dev.postern.postfix.settings.PostfixSettings;
import dev.postern.posture.mail.Smtp.Smuggling;
import dev.postern.source.MemoryTree;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A program does not read a parameter that its version does not have, though somebody set it. */
class ParametersOfVersionsTest {
  private static Fact<Smuggling> smuggling(String version, String main) {
    MemoryTree tree =
        Instance.tree(
            Instance.NAMES + "smtpd_recipient_restrictions = reject\n" + main, Instance.SMTP);
    return PostfixPosture.read(
            tree, "etc/postfix", PostfixSettingsGoldenTest.platform(version), Instance.NO_DOVECOT)
        .smtpRelays()
        .get(0)
        .smtp()
        .smuggling();
  }

  @ParameterizedTest
  @CsvSource({"3.5.23, PREVENTED", "3.7.9, PREVENTED", "3.9.1, PREVENTED"})
  void readsWhatItHas(String version, Smuggling expected) {
    assertThat(smuggling(version, "smtpd_forbid_bare_newline = yes\n").is(expected)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"3.4.13", "3.7.8", "3.8.3"})
  void takesForUnknownWhatDistributionsBroughtToIt(String version) {
    assertThat(smuggling(version, "smtpd_forbid_bare_newline = yes\n"))
        .isInstanceOfSatisfying(
            Fact.Unknown.class,
            unknown ->
                assertThat(unknown.reason())
                    .isEqualTo(
                        "Postfix %s has smtpd_forbid_bare_newline only where a distribution added it"
                            .formatted(version)));
    assertThat(smuggling(version, "").is(Smuggling.POSSIBLE)).isTrue();
  }

  @Test
  void passesOverWhatCameLater() {
    MemoryTree tree = Instance.tree("smtpd_client_auth_rate_limit = 5\n", Instance.SMTP);
    assertThat(limit(tree, "3.0.9")).isEmpty();
    assertThat(limit(tree, "3.1.4")).isEqualTo("5");
  }

  @Test
  void otherParametersMayReferToIt() {
    MemoryTree tree =
        Instance.tree(
            "smtpd_client_auth_rate_limit = 5\nmail_name = $smtpd_client_auth_rate_limit\n",
            Instance.SMTP);
    assertThat(
            PostfixSettings.read(tree, "etc/postfix", PostfixSettingsGoldenTest.platform("3.0.9"))
                .everyProgram()
                .value("mail_name")
                .is("5"))
        .isTrue();
  }

  /** By mail_params.h of the last release of each. */
  @ParameterizedTest
  @CsvSource({
    "2.11.11, postscreen_blacklist_action, ignore",
    "3.5.27, postscreen_blacklist_action, ignore",
    "3.5.27, postscreen_whitelist_interfaces, static:all",
    "3.5.27, postscreen_dnsbl_whitelist_threshold, 0",
    "3.6.20, smtp_per_record_deadline, no",
    "2.11.11, smtpd_per_record_deadline, no",
    "3.6.20, tlsproxy_client_level, ''"
  })
  void knowsOldNamesWhereTheyAreTheNames(String version, String name, String value) {
    MemoryTree tree = Instance.tree("", Instance.SMTP);
    assertThat(
            PostfixSettings.read(tree, "etc/postfix", PostfixSettingsGoldenTest.platform(version))
                .everyProgram()
                .value(name)
                .is(value))
        .isTrue();
  }

  private static String limit(MemoryTree tree, String version) {
    return PostfixSettings.read(tree, "etc/postfix", PostfixSettingsGoldenTest.platform(version))
        .everyProgram()
        .value("smtpd_client_auth_rate_limit")
        .toOptional()
        .orElse("unknown");
  }
}
