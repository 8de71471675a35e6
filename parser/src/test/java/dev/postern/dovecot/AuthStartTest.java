package dev.postern.dovecot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.dovecot.settings.DovecotSettings;
import dev.postern.dovecot.settings.Scope;
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
          true  | passdb {;driver = static;};protocol imap {;passdb {;driver = static;pass = yes;};}
          true  | passdb {;driver = static;};protocol !imap {;passdb {;driver = static;pass = yes;};}
          true  | passdb {;driver = static;};protocol !pop3 {;mail_max_userip_connections = 3;};protocol !lmtp {;mail_max_userip_connections = 3;}
          true  | passdb {;driver = pam;};protocol !imap {;auth_mechanisms = plain cram-md5;}
          false | passdb {;driver = static;};protocol !pop3 {;auth_verbose = yes;};protocol !lmtp {;auth_verbose = yes;}
          false | passdb {;driver = static;pass = yes;};protocol imap {;passdb {;driver = static;};}
          false | passdb {;driver = static;};protocol !pop3 {;userdb {;driver = foo;};}
          false | passdb {;driver = static;};protocol xyz {;passdb {;driver = foo;};}
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
          true  | passdb b {;driver = static;result_success = continue;};passdb a {;driver = static;}
          true  | passdb z {;driver = static;};protocol imap {;passdb y {;driver = static;result_success = continue;};}
          true  | passdb b {;driver = static;};passdb a {;driver = static;result_success = continue-ok;}
          true  | passdb b {;driver = static;};passdb a {;driver = static;master = yes;result_success = continue;}
          true  | passdb p {;driver = pam;};protocol imap {;auth_mechanisms = plain cram-md5;}
          true  | passdb static {;};protocol xyz {;auth_mechanisms = plain foo;}
          true  | passdb static {;};protocol !auth {;auth_mechanisms = plain foo;}
          true  | protocol !pop3 {;passdb static {;};}
          false | passdb b {;driver = static;};passdb a {;driver = static;result_success = continue;}
          false | passdb z {;driver = static;};protocol imap {;passdb z {;result_success = continue;};}
          false | passdb z {;driver = static;};protocol !imap {;passdb z {;result_success = continue;};}
          false | passdb z {;driver = static;result_success = continue;};protocol imap {;passdb y {;driver = static;};}
          false | passdb static {;};protocol !pop3 {;};protocol !lmtp {;}
          false | passdb p {;driver = pam;};protocol !imap {;auth_mechanisms = plain cram-md5;}
          false | passdb static {;};protocol auth {;auth_mechanisms = plain foo;}
          false | passdb static {;};protocol !imap {;userdb foo {;};}
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

  /** As 2.4.4 asks for a user whom none of them knows. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          z a m       | passdb z {;};passdb a {;};passdb m {;};passdb z {;use_cache = no;}
          gz ga z a   | group @g x {;passdb gz {;};passdb ga {;};};@g = x;passdb z {;};passdb a {;}
          z a         | group @g x {;passdb gz {;};};passdb z {;};passdb a {;};@g = x
          y b z a     | passdb z {;};passdb a {;};protocol imap {;passdb y {;};passdb b {;};}
          y b z a     | protocol imap {;passdb y {;};passdb b {;};};passdb z {;};passdb a {;}
          y c z b     | passdb z {;};protocol imap {;passdb y {;};};protocol !pop3 {;passdb c {;};};passdb b {;}
          c y z b     | passdb z {;};protocol !pop3 {;passdb c {;};};protocol imap {;passdb y {;};};passdb b {;}
          q z a m     | passdb z {;};passdb a {;};passdb m {;};protocol imap {;passdb m {;};passdb a {;};passdb q {;};}
          y z         | group @g x {;passdb ga {;};};protocol imap {;passdb y {;};@g = x;};passdb z {;}
          """)
  void asksOneDatabaseAfterTheOther(String order, String lines) {
    assertThat(read(HEAD_2_4, lines, Platforms.DOVECOT_2_4).sections(Scope.of("imap"), "passdb"))
        .containsExactly(order.split(" ", -1));
  }

  private static DovecotSettings read(String head, String lines, Platform platform) {
    String text = head + lines.replace(';', '\n') + "\n";
    DovecotSettings settings =
        DovecotReader.read(TextTree.of(Map.of("dovecot.conf", text)), "dovecot.conf", platform);
    assertThat(settings.refusal()).isEmpty();
    return settings;
  }

  private static Fact<Boolean> starts(String head, String lines, Platform platform) {
    return new AuthStart(read(head, lines, platform)).starts();
  }
}
