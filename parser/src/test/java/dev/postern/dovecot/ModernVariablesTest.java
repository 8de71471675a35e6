package dev.postern.dovecot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.dovecot.settings.DovecotSettings;
import dev.postern.dovecot.settings.Scope;
import dev.postern.source.Problem;
import dev.postern.testing.TextTree;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Settings of Dovecot 2.4 that name themselves; each case was given to 2.4.4. */
class ModernVariablesTest {
  private static final String HEAD =
      "dovecot_config_version = 2.4.4\ndovecot_storage_version = 2.4.4\n";

  /** What 2.3 wrote as {@code $mail_plugins}, and names that look like the setting's own. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          mail_plugins = $SET:mail_plugins quota | 3 | Failed to expand $SET:mail_plugins: Setting type can't be expanded to string
          mail_plugins = $SET:nosuch $SET:mail_plugins | 3 | Failed to expand $SET:mail_plugins: Setting type can't be expanded to string
          protocols = $SET:protocols | 3 | Failed to expand $SET:protocols: Setting type can't be expanded to string
          service imap-login {;client_limit = $SET:client_limit;} | 4 | Failed to expand $SET:client_limit: Unknown setting: client_limit
          service imap-login {;client_limit = $SET:service_client_limit;} | 4 | Chained $SET:service_client_limit loops back to itself
          service imap-login {;service_user = $SET:service_user;} | 4 | Chained $SET:service_user loops back to itself
          auth_default_domain = $SET:login_greeting;auth_default_domain = $SET:auth_default_domain | 4 | Chained $SET:auth_default_domain loops back to itself
          passdb static {;pam_session = $SET:passdb_pam_session;} | 4 | Chained $SET:passdb_pam_session loops back to itself
          passdb static {;fields {;x = $SET:x;};} | 5 | Failed to expand $SET:x: Unknown setting: x
          userdb passwd {;userdb_ldap_iterate_filter = s;ldap_iterate_filter = $SET:base_dir $SET:userdb_ldap_iterate_filter;} | 5 | Chained $SET:userdb_ldap_iterate_filter loops back to itself
          userdb passwd {;ldap_iterate_filter = $SET:base_dir $SET:userdb_ldap_iterate_filter | 4 | Chained $SET:userdb_ldap_iterate_filter loops back to itself
          group @a b {;service foo {;client_limit = 4;};};local 10.0.0.1 {;@a = b;} | 1 | listen can't be set empty
          """)
  void areRefusedByDoveconf(String lines, int line, String message) {
    Problem refusal = read(lines).refusal().orElseThrow();
    assertThat(refusal.message()).isEqualTo(message);
    assertThat(Optional.ofNullable(refusal.place()).map(place -> place.line())).contains(line);
  }

  /** doveconf -n replaces the setting's own name alone; the server all of them. */
  @Test
  void othersAreShownAsTheyAreWritten() {
    DovecotSettings settings =
        read(
            "auth_default_domain = abc;login_greeting = $SET:auth_default_domain $SET:login_greeting");
    assertThat(settings.print(false, Scope.GLOBAL))
        .contains("\nlogin_greeting = $SET:auth_default_domain Dovecot ready.\n");
    assertThat(settings.value(Scope.GLOBAL, "login_greeting").is("abc Dovecot ready.")).isTrue();
  }

  /** A filter without a name keeps what has its prefix for itself. */
  @Test
  void seeTheDefaultOfWhatAFilterHolds() {
    DovecotSettings settings =
        read(
            "ssl_server_cert_username_field = x;login_greeting = $SET:ssl_server_cert_username_field");
    assertThat(settings.value(Scope.GLOBAL, "login_greeting").is("commonName")).isTrue();
  }

  /** doveconf -n takes what has a variable in it for any value. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          mail_max_userip_connections = $SET:base_dir $SET:mail_max_userip_connections | mail_max_userip_connections: Invalid number /run/dovecot 10: Not a valid number
          verbose_proctitle = $SET:base_dir $SET:verbose_proctitle | verbose_proctitle: Invalid boolean value: /run/dovecot no (use yes or no)
          mail_max_userip_connections = "$SET:x" | mail_max_userip_connections: Invalid number $SET:x: Not a valid number
          """)
  void valuesOfTheWrongTypeStopTheServer(String line, String message) {
    DovecotSettings settings = read(line);
    assertThat(settings.refusal()).isEmpty();
    assertThat(settings.serverRefusal().orElseThrow().message()).startsWith(message);
  }

  @Test
  void othersThatDoNotExistStopTheServer() {
    DovecotSettings settings = read("login_greeting = $SET:nosuch $SET:login_greeting");
    assertThat(settings.refusal()).isEmpty();
    assertThat(settings.serverRefusal().orElseThrow().message())
        .startsWith("Failed to expand $SET:nosuch: Unknown setting: nosuch");
  }

  private static DovecotSettings read(String lines) {
    String text = HEAD + lines.replace(';', '\n') + "\n";
    return DovecotReader.read(
        TextTree.of(Map.of("dovecot.conf", text)), "dovecot.conf", Platforms.DOVECOT_2_4);
  }
}
