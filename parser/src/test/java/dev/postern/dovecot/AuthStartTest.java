package dev.postern.dovecot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.dovecot.settings.DovecotSettings;
import dev.postern.fact.Fact;
import dev.postern.posture.service.Platform;
import dev.postern.testing.TextTree;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Databases and mechanisms with which the auth service of a running Dovecot starts or ends: it then
 * greets clients of IMAP with "Auth process broken".
 */
class AuthStartTest {
  private static final String HEAD_2_4 =
      "dovecot_config_version = 2.4.4\ndovecot_storage_version = 2.4.4\n";

  /** Asked of 2.3.19. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          true  | passdb {;driver = static;}
          true  | passdb {;driver = static;deny = yes;}
          true  | passdb {;driver = pam;};passdb {;driver = static;};auth_mechanisms = plain cram-md5
          true  | passdb {;driver = pam;};auth_mechanisms = external
          true  | passdb {;driver = pam;};protocol imap {;auth_mechanisms = cram-md5;}
          true  | passdb {;driver = passwd-file;args = /nonexistent;}
          true  | passdb {;driver = checkpassword;}
          true  | protocol imap {;passdb {;driver = pam;};};protocol !imap {;passdb {;driver = pam;};}
          true  | auth_mechanisms = oauthbearer
          false | passdb {;driver = pam;};auth_mechanisms = plain cram-md5
          false | passdb {;driver = imap;};auth_mechanisms = plain scram-sha-1
          false | passdb {;driver = static;};auth_mechanisms = plain otp
          false | passdb {;driver = static;};auth_mechanisms = plain foo
          false | passdb {;driver = foo;}
          false | passdb {;driver = vpopmail;}
          false | passdb {;driver = static;pass = yes;}
          false | passdb {;driver = static;master = yes;}
          false | passdb {;driver = static;master = yes;pass = yes;};auth_mechanisms = anonymous
          false | passdb {;driver = static;};passdb {;driver = static;master = yes;deny = yes;}
          false | passdb {;driver = static;skip = unauthenticated;}
          false | passdb {;driver = sql;}
          false | passdb {;driver = dict;}
          false | passdb {;driver = passwd-file;}
          false | passdb {;driver = static;};userdb {;driver = foo;}
          false | protocol imap {;passdb {;driver = pam;};}
          false | protocol !imap {;passdb {;driver = pam;};}
          """)
  void authOf23(boolean starts, String lines) {
    assertThat(starts("", lines, Platforms.DEBIAN_12).is(starts)).isTrue();
  }

  /** Asked of 2.4.4. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          true  | passdb static {;}
          true  | passdb static {;deny = yes;}
          true  | passdb pam {;};passdb static {;};auth_mechanisms = plain cram-md5
          true  | passdb passwd-file {;}
          true  | passdb sql {;sql_driver = sqlite;};auth_mechanisms = otp
          true  | protocol imap {;passdb static {;};};protocol !imap {;passdb static {;};}
          true  | passdb pam {;};protocol imap {;auth_mechanisms = cram-md5;}
          false | auth_mechanisms = plain foo;passdb static {;}
          false | auth_mechanisms = plain cram-md5;passdb pam {;}
          false | passdb foo {;}
          false | passdb static {;result_success = continue;}
          false | passdb static {;master = yes;}
          false | passdb static {;};passdb x {;driver = static;master = yes;deny = yes;}
          false | passdb static {;skip = unauthenticated;}
          false | passdb shadow {;}
          false | passdb dict {;}
          false | passdb checkpassword {;}
          false | passdb sql {;}
          false | passdb ldap {;}
          false | passdb oauth2 {;}
          false | passdb static {;};auth_mechanisms = otp
          false | passdb static {;};auth_mechanisms =
          false | passdb static {;};userdb dict {;}
          false | protocol imap {;passdb static {;};}
          """)
  void authOf24(boolean starts, String lines) {
    assertThat(starts(HEAD_2_4, lines, Platforms.DOVECOT_2_4).is(starts)).isTrue();
  }

  private static Fact<Boolean> starts(String head, String lines, Platform platform) {
    String text = head + lines.replace(';', '\n') + "\n";
    DovecotSettings settings =
        DovecotReader.read(TextTree.of(Map.of("dovecot.conf", text)), "dovecot.conf", platform);
    assertThat(settings.refusal()).isEmpty();
    return new AuthStart(settings).starts();
  }
}
