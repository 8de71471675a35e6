package dev.postern.dovecot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.dovecot.settings.DovecotSettings;
import dev.postern.dovecot.settings.Scope;
import dev.postern.fact.Fact;
import dev.postern.posture.service.Platform;
import dev.postern.posture.service.Platform.Distribution;
import dev.postern.source.MemoryTree;
import dev.postern.testing.TextTree;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
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
          false | passdb {;driver = passwd-file;args = nopassword /x;}
          false | passdb {;driver = passwd;args = nopassword;}
          false | passdb {;driver = pam;args = session=no dovecot;}
          true  | passdb {;driver = pam;args = session=yes dovecot;}
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
          true  | oauth2_introspection_mode = local;auth_mechanisms = oauthbearer
          true  | passdb oauth2 {;oauth2_introspection_mode = local;}
          true  | passdb sql {;sql_driver = mysql;mysql 127.0.0.1 {;};}
          true  | pgsql 127.0.0.1 {;};passdb sql {;sql_driver = pgsql;}
          false | passdb static {;};auth_mechanisms = plain xoauth2
          false | passdb oauth2 {;oauth2_introspection_mode = local;};auth_mechanisms = oauthbearer
          false | passdb sql {;sql_driver = pgsql;}
          false | passdb static {;};userdb sql {;sql_driver = mysql;}
          false | ldap_uris = ldap://127.0.0.1 foo;passdb ldap {;}
          false | ldap_uris = ldap://127.0.0.1:x;ldap_base = dc=x;passdb ldap {;}
          false | ldap_uris = ldap://127.0.0.1;ldap_base = dc=x;ldap_version = 4;passdb ldap {;}
          true  | ldap_uris = ldap://127.0.0.1;ldap_base = dc=x;ldap_version = 2;passdb ldap {;}
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

  /** Asked of 2.3.19: the text of a file that a database is configured by. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = false,
      textBlock =
          """
          true|sql|driver=mysql;connect=host=127.0.0.1 dbname=x
          true|sql|driver = "my\\sql" # c;connect = 'host=127.0.0.1'
          true|sql|driver = \\;# c;mysql;connect = host=127.0.0.1 \\; port=3306
          true|sql|driver = mysql#c;connect = host=127.0.0.1#y
          true|sql|driver = foo;connect = a;driver = mysql;connect = host=x
          true|sql|foo {;driver = foo;};driver = mysql;connect = host=x
          true|sql|driver = mysql;connect = host=x;foo x {;bar = 1
          true|sql|!include inc.conf;connect = host=x
          true|sql|driver = foo;!include inc.conf;connect = host=x
          true|sql|driver = mysql;connect = host=x;!include_try none.conf
          true|sql|driver = mysql;connect = host=x;default_pass_scheme = NOSUCH
          true|sql|driver = {{ driver }};connect = {{ connect }}
          true|sql|driver = mysql;connect = $ENV:CONNECT;{% if x %}
          false|sql|
          false|sql|connect = host=x
          false|sql|driver = mysql
          false|sql|driver = foo;connect = x
          false|sql|driver =;connect = host=x
          false|sql|driver = mysql;connect =
          false|sql|driver = mysql;connect = foo
          false|sql|driver = mysql;connect = foo=bar host=x
          false|sql|driver = mysql;connect = dbname=x
          true|sql|driver = mysql;connect = host=x port=3306 connect_timeout=5 client_flags=0
          false|sql|driver = mysql;connect = host=x port=abc
          false|sql|driver = mysql;connect = host=x port=65536
          false|sql|driver = mysql;connect = host=x client_flags=x
          false|sql|driver = mysql;connect = host=x ssl_verify_server_cert=YES
          false|sql|driver = mysql;connect = host=x read_timeout=x
          false|sql|driver = mysql;connect = host=x;foo = bar
          false|sql|Driver = mysql;connect = host=x
          false|sql|driver = mysql;connect = host=x;userdb_warning_disable = maybe
          false|sql|driver = mysql;connect = host=x;foo
          false|sql|driver = mysql;connect = host=x;}
          false|sql|driver = mysql;connect = host=x;foo{
          false|sql|driver = mysql;connect = host=x;foo x y {;}
          false|sql|driver = mysql;connect = host=x;!include none.conf
          false|sql|driver = mysql;connect = host=x;!include_try ext.conf
          false|sql|!include inc.conf;driver = foo;connect = host=x
          false|sql|foo {;driver = mysql;connect = host=x
          true|ldap|uris = ldap://127.0.0.1;base = dc=x;scope = OneLevel;ldap_version = 3x
          true|ldap|hosts = 127.0.0.1;base =;auth_bind = YES;deref = ALWAYS
          true|ldap|uris =;base = dc=x
          false|ldap|uris = ldap://127.0.0.1
          false|ldap|base = dc=x
          false|ldap|uris = foo;base = dc=x
          false|ldap|hosts = x;base = dc=x;deref =
          false|ldap|hosts = x;base = dc=x;scope = sub
          false|ldap|hosts = x;base = dc=x;tls_require_cert = maybe
          false|ldap|hosts = x;base = dc=x;ldap_version = 2;tls = yes
          false|ldap|hosts = x;base = dc=x;ldap_version = x
          false|ldap|hosts = x;base = dc=x;tls = on
          true|ldap|uris = ldap://127.0.0.1:389,ldaps://[::1]:636/ LDAPI://%2Frun%2Fslapd;base = dc=x
          true|ldap|hosts = 127.0.0.1:389 ::1,[::1]:389 a;base = dc=x
          false|ldap|uris = ldap://127.0.0.1:abc;base = dc=x
          false|ldap|uris = ldap://127.0.0.1:;base = dc=x
          false|ldap|uris = ldap://[::1;base = dc=x
          false|ldap|hosts = ldap://127.0.0.1;base = dc=x
          false|ldap|hosts = 127.0.0.1 b:x;base = dc=x
          false|ldap|hosts = x;base = dc=x;ldap_version = 4
          true|oauth2|tokeninfo_url = http://127.0.0.1/;introspection_mode =
          true|oauth2|grant_url = http://127.0.0.1/;client_id = x
          false|oauth2|
          false|oauth2|tokeninfo_url =
          false|oauth2|grant_url = http://127.0.0.1/
          false|oauth2|tokeninfo_url = http://127.0.0.1/;introspection_mode = foo
          false|oauth2|tokeninfo_url = http://127.0.0.1/;introspection_mode = local
          false|oauth2|tokeninfo_url = http://127.0.0.1/;timeout_msecs = -1
          true|dict|uri = redis:;password_key = a
          true|dict|uri = redis:path=/x:host=127.0.0.1:port=010:prefix=p:db=1:expire_secs=5:timeout_msecs=1:password=x;password_key = a
          true|dict|uri = memcached:host=127.0.0.1:port=1:prefix=p:timeout_msecs=5;password_key = a
          true|dict|uri = memcached_ascii:prefix=;password_key = a
          true|dict|uri = proxy::x;password_key = a
          true|dict|uri = proxy:x:y;password_key = a
          true|dict|uri = file:;password_key = a
          true|dict|uri = fs:posix;password_key = a
          false|dict|uri = nosuch:x;password_key = a
          false|dict|uri = fail:;password_key = a
          false|dict|uri = FILE:/x;password_key = a
          false|dict|uri = :x;password_key = a
          false|dict|uri = plain;password_key = a
          false|dict|uri = proxy:;password_key = a
          false|dict|uri = proxy:/x;password_key = a
          false|dict|uri = redis:nosuch=1;password_key = a
          false|dict|uri = redis:port=0;password_key = a
          false|dict|uri = redis:port=70000;password_key = a
          false|dict|uri = redis:host=nosuchhost;password_key = a
          false|dict|uri = redis:host=;password_key = a
          false|dict|uri = redis:db=-1;password_key = a
          false|dict|uri = redis:expire_secs=5 m;password_key = a
          false|dict|uri = redis:timeout_msecs=99999999999;password_key = a
          false|dict|uri = redis:host=127.0.0.1:;password_key = a
          false|dict|uri = memcached:port=+5;password_key = a
          false|dict|uri = memcached_ascii:path=/x;password_key = a
          false|oauth2|local_validation_key_dict = plain;introspection_mode = local
          false|oauth2|local_validation_key_dict = nosuch:x;introspection_mode = local
          false|oauth2|local_validation_key_dict = proxy:;introspection_mode = local
          true|oauth2|local_validation_key_dict = file:/x;introspection_mode = local
          true|oauth2|tokeninfo_url = http://h/;openid_configuration_url =
          true|oauth2|tokeninfo_url = http://h/;openid_configuration_url = http://h/
          true|oauth2|tokeninfo_url = http://h/;openid_configuration_url = HTTP://h
          true|oauth2|tokeninfo_url = http://h/;openid_configuration_url = http://[::1]/x
          true|oauth2|tokeninfo_url = http://h/;openid_configuration_url = http://h:/
          true|oauth2|tokeninfo_url = http://h/;openid_configuration_url = http://h/#f
          true|oauth2|tokeninfo_url = http://h/;openid_configuration_url = http://h/a?b#c d
          true|oauth2|tokeninfo_url = http://h/;openid_configuration_url = http://h.
          true|oauth2|tokeninfo_url = http://h/;openid_configuration_url = http://h?x
          true|oauth2|tokeninfo_url = http://h/;openid_configuration_url = //h/
          true|oauth2|tokeninfo_url = http://h/;openid_configuration_url = http://h/%41
          true|oauth2|tokeninfo_url = http://h/;openid_configuration_url = http://1.2.3/
          false|oauth2|tokeninfo_url = http://h/;openid_configuration_url = foo
          false|oauth2|tokeninfo_url = http://h/;openid_configuration_url = /x
          false|oauth2|tokeninfo_url = http://h/;openid_configuration_url = ftp://h/
          false|oauth2|tokeninfo_url = http://h/;openid_configuration_url = http:/h
          false|oauth2|tokeninfo_url = http://h/;openid_configuration_url = https://
          false|oauth2|tokeninfo_url = http://h/;openid_configuration_url = http:///x
          false|oauth2|tokeninfo_url = http://h/;openid_configuration_url = https://h:x/
          false|oauth2|tokeninfo_url = http://h/;openid_configuration_url = http://h:70000/
          false|oauth2|tokeninfo_url = http://h/;openid_configuration_url = http://u:p@h/
          false|oauth2|tokeninfo_url = http://h/;openid_configuration_url = http://-h/
          false|oauth2|tokeninfo_url = http://h/;openid_configuration_url = http://h_x/
          false|oauth2|tokeninfo_url = http://h/;openid_configuration_url = http://[::1
          false|oauth2|tokeninfo_url = http://h/;openid_configuration_url = http://[x]/
          false|oauth2|tokeninfo_url = http://h/;openid_configuration_url = http://h/a b
          false|oauth2|tokeninfo_url = http://h/;openid_configuration_url = http://h/%zz
          false|oauth2|tokeninfo_url = http://h/;openid_configuration_url = http://h/?a b
          false|oauth2|tokeninfo_url = http://h/;openid_configuration_url = http://h/a^b
          true|dict|uri = file:/x;key passdb {; key = shared/%u;}
          true|dict|uri = file:/x;password_key = x;user_key = x;value_format = json;passdb_objects = passdb
          true|dict|uri = file:/x;passdb_objects = p  p;key p {;key = x;format = json;}
          true|dict|uri = file:/x;key {;default_value = x;};userdb_fields {;any = x;};passdb_fields x {;}
          true|dict|uri = file:/x;passdb_objects = p;key p {;format = json;};key p {;}
          false|dict|uri = file:/x;password_key = x;value_format = foo
          false|dict|uri = file:/x;passdb_objects = p
          false|dict|uri = file:/x;userdb_objects = p;key p {;}
          false|dict|uri = file:/x;userdb_objects = p,q;key p {;format = json;};key q {;format = json;}
          false|dict|uri = file:/x;key p {;format = JSON;}
          false|dict|uri = file:/x;key p {;foo = x;}
          false|dict|uri = file:/x;key p.q {;}
          false|dict|uri = file:/x;foo p {;}
          false|dict|uri = file:/x;userdb_fields {;key x {;};}
          false|dict|uri =
          false|dict|iterate_prefix = x
          false|dict|uri = file:/x;foo = 1
          """)
  void aFileThatADatabaseIsConfiguredBy(boolean starts, String driver, String lines) {
    String text = "passdb {\ndriver = " + driver + "\nargs = /etc/ext.conf\n}\n";
    String file = (lines == null ? "" : lines).replace(';', '\n') + "\n";
    MemoryTree tree = TextTree.of(Map.of("etc/ext.conf", file, "etc/inc.conf", "driver = mysql\n"));
    assertThat(new AuthStart(read("", text, Platforms.DEBIAN_12), tree).starts().is(starts))
        .isTrue();
  }

  /** Lists of packages in which the module of a driver is one of its own, and is not installed. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          false | lib/apk/db/installed | P:alpine-baselayout;V:1;;P:dovecot;V:2.3.20
          true  | lib/apk/db/installed | P:alpine-baselayout;V:1;;P:dovecot;V:2.3.20;;P:dovecot-mysql;V:1
          true  | lib/apk/db/installed | P:dovecot;V:2.3.20
          false | installed-rpms       | dovecot-2.3.16-3.el9.x86_64;rocky-release-9.3-1.el9.noarch
          true  | installed-rpms       | dovecot-2.3.16-3.el9.x86_64;rocky-release-9.3-1.el9.noarch;dovecot-mysql-2.3.16-3.el9.x86_64
          true  | installed-rpms       | dovecot-2.3.10-3.x86_64;openEuler-release-20.03-1.noarch
          false | installed-debs       | ii  dovecot-core 1:2.3.19.1 amd64 x
          true  | installed-debs       | ii  dovecot-core 1:2.3.19.1 amd64 x;ii  dovecot-mysql 1:2.3.19.1 amd64 x
          """)
  void aDriverInAPackageOfItsOwn(boolean starts, String path, String packages) {
    String text = "passdb {\ndriver = sql\nargs = /etc/ext.conf\n}\n";
    MemoryTree tree =
        TextTree.of(
            Map.of(
                "etc/ext.conf",
                "driver = mysql\nconnect = host=127.0.0.1\n",
                path,
                packages.replace(';', '\n') + "\n"));
    assertThat(new AuthStart(read("", text, Platforms.DEBIAN_12), tree).starts().is(starts))
        .isTrue();
  }

  /** Auth itself ends there since 2.3.6 only; before, the next database was asked. */
  @ParameterizedTest
  @CsvSource({"2.3.5, true", "2.3.6, false", "2.3.19.1, false", "2.2.36.4, true"})
  void aDatabaseBehindAnAddressThatIsNone(String version, boolean served) {
    String text =
        "passdb {\ndriver = oauth2\nargs = /etc/ext.conf\n}\npassdb {\ndriver = static\nargs = password=x\n}\n";
    MemoryTree tree = TextTree.of(Map.of("etc/ext.conf", "tokeninfo_url = foo\n"));
    DovecotSettings settings = read("", text, Platforms.of(version, Distribution.DEBIAN));
    assertThat(new AuthStart(settings, tree).serves(Optional.of("imap")).is(served)).isTrue();
  }

  @Test
  void addressesAreReadHoweverLong() {
    String names = "a.".repeat(100_000);
    String characters = "%41".repeat(100_000);
    assertThat(HttpUrl.withUser("http://" + characters + "@" + names + "h/" + characters))
        .isEmpty();
    assertThat(HttpUrl.withUser("http://" + "a@".repeat(100_000) + "h/")).isPresent();
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

  /** The servers of POP3 take the password of the only database, those of IMAP none. */
  @ParameterizedTest
  @CsvSource({"pop3, true, plain", "imap, false, plain", "imap, true, plain gssapi"})
  void servesProtocolsThatHaveADatabase(String protocol, boolean served, String mechanisms) {
    String lines =
        "auth_mechanisms = " + mechanisms + ";protocol !imap {;passdb static {;password = x;};}";
    DovecotSettings settings = read(HEAD_2_4, lines, Platforms.DOVECOT_2_4);
    assertThat(
            new AuthStart(settings, TextTree.of(Map.of())).serves(Optional.of(protocol)).is(served))
        .isTrue();
  }

  /** Seen of 2.4.4: who gives the right password to a database that has none. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          true  | passdb static {;password = p;}
          true  | passdb static {;fields {;nopassword = yes;};}
          true  | passdb static {;};passdb pam {;}
          true  | oauth2_client_id = x;oauth2_client_secret = y;oauth2_grant_url = http://127.0.0.1:1/;passdb oauth2 {;}
          false | passdb static {;}
          false | passdb oauth2 {;}
          false | passdb oauth2 {;};passdb static {;}
          """)
  void aDatabaseWithoutAPassword(boolean served, String lines) {
    String tokens =
        "oauth2_introspection_mode = auth;oauth2_introspection_url = http://127.0.0.1:1/;";
    DovecotSettings settings = read(HEAD_2_4, tokens + lines, Platforms.DOVECOT_2_4);
    assertThat(
            new AuthStart(settings, TextTree.of(Map.of())).serves(Optional.of("imap")).is(served))
        .isTrue();
  }

  private static DovecotSettings read(String head, String lines, Platform platform) {
    String text = head + lines.replace(';', '\n') + "\n";
    DovecotSettings settings =
        DovecotReader.read(TextTree.of(Map.of("dovecot.conf", text)), "dovecot.conf", platform);
    assertThat(settings.refusal()).isEmpty();
    return settings;
  }

  private static Fact<Boolean> starts(String head, String lines, Platform platform) {
    return new AuthStart(read(head, lines, platform), TextTree.of(Map.of())).starts();
  }
}
