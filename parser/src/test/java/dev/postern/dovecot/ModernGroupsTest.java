package dev.postern.dovecot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.dovecot.settings.DovecotSettings;
import dev.postern.dovecot.settings.Scope;
import dev.postern.testing.TextTree;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Groups that set the same: each greeting is one that a running Dovecot 2.4.4 sent to a client of
 * IMAP. Of one label the server takes the last that is used, of several labels the last that is
 * defined; {@code $SET:} takes the first that is used.
 */
class ModernGroupsTest {
  private static final String HEAD =
      """
      dovecot_config_version = 2.4.4
      dovecot_storage_version = 2.4.4
      group @a b {
        login_greeting = one
        auth_default_domain = first
        protocols = imap
      }
      group @a c {
        login_greeting = two
        auth_default_domain = second
        protocols {
          pop3 = yes
        }
      }
      group @z q {
        login_greeting = other
        auth_default_domain = third
      }
      """;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          @a = b;@a = c                                     | two
          @a = b;group @a b {;login_greeting = again;}      | again
          protocol imap {;@a = b;@a = c;}                   | two
          protocol imap {;@a = b;};@a = c                   | one
          @a = b;protocol imap {;@a = c;}                   | two
          @a = b;login_greeting = own;@a = c                | own
          @a = b;@z = q;@a = c                              | other
          @a = b;@z = q                                     | other
          @z = q;@a = b                                     | other
          protocol imap {;@z = q;@a = b;}                   | other
          protocol imap {;@z = q;};@a = b                   | other
          """)
  void theServerTakes(String lines, String greeting) {
    assertThat(read(lines).value(Scope.of("imap"), "login_greeting").toOptional())
        .contains(greeting);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          @a = b;@a = c | first
          @a = b;@z = q | first
          @z = q;@a = b | third
          """)
  void aVariableTakesTheFirst(String lines, String domain) {
    DovecotSettings settings = read("login_greeting = $SET:auth_default_domain;" + lines);
    assertThat(settings.value(Scope.of("imap"), "login_greeting").toOptional()).contains(domain);
  }

  /** A running server listened for POP3 alone. */
  @Test
  void aListOfTheLastOneTakesThePlaceOfAnother() {
    assertThat(read("@a = b;@a = c").value(Scope.GLOBAL, "protocols").toOptional())
        .contains("pop3");
  }

  /** Auth of a running server ended: "No passdbs specified in configuration file". */
  @ParameterizedTest
  @ValueSource(strings = {"@p = q", "protocol imap {;@p = q;}"})
  void aDatabaseOfAccountsInAGroupIsNone(String use) {
    String group = "group @p q {;passdb static {;password = one;};};";
    assertThat(read(group + use).sections(Scope.of("imap"), "passdb")).isEmpty();
  }

  /**
   * A running server let in whom the first one knows, and nobody with the password of the other.
   */
  @Test
  void aGroupAddsToADatabaseThatStandsElsewhere() {
    DovecotSettings settings =
        read("group @p q {;passdb static {;password = one;};};passdb static {;};@p = q");
    assertThat(settings.sections(Scope.GLOBAL, "passdb")).containsExactly("static");
    assertThat(settings.value(Scope.GLOBAL, "passdb/static/static_password").toOptional())
        .contains("one");
  }

  /** Listeners in groups are there: a running server listened at the port. */
  @Test
  void aListenerInAGroupIsThere() {
    DovecotSettings settings =
        read("group @p q {;service imap-login {;inet_listener more {;port = 2145;};};};@p = q");
    assertThat(settings.sections(Scope.GLOBAL, "service/imap-login/inet_listener"))
        .contains("more");
  }

  private static DovecotSettings read(String lines) {
    String text = HEAD + lines.replace(';', '\n') + "\n";
    return DovecotReader.read(
        TextTree.of(Map.of("dovecot.conf", text)), "dovecot.conf", Platforms.DOVECOT_2_4);
  }
}
