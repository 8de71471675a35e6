package dev.postern.dovecot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.dovecot.settings.DovecotSettings;
import dev.postern.dovecot.settings.Scope;
import dev.postern.posture.service.Platform;
import dev.postern.posture.service.Platform.Distribution;
import dev.postern.testing.TextTree;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

  private static final String ACCOUNTS =
      "group @g a {;passdb one {;static_password = x;};};group @h b {;passdb two {;};};";

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

  /**
   * What auth of a running server took. Where one was expected to be left out, auth knew nobody
   * with its password, or ended: "No passdbs specified in configuration file".
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          userdb static {;};@g = a                                                | ''
          protocol imap {;@g = a;};userdb static {;}                              | ''
          passdb three {;};@g = a                                                 | three
          passdb three {;};protocol imap {;@g = a;}                               | three
          @g = a                                                                  | one
          @g = a;@h = b                                                           | one two
          @g = a;passdb three {;}                                                 | one three
          @g = a;@h = b;passdb three {;}                                          | one three
          @g = a;passdb three {;};@h = b                                          | one three
          @h = b;protocol imap {;@g = a;}                                         | two one
          @h = b;protocol imap {;passdb y {;};@g = a;}                            | two one y
          passdb three {;};protocol imap {;@g = a;passdb four {;};}               | one four three
          @g = a;passdb three {;};group @g a {;passdb two {;static_password = x;};} | one three two
          """)
  void databasesOfAccountsInAGroup(String lines, String databases) {
    assertThat(String.join(" ", read(ACCOUNTS + lines).sections(Scope.of("imap"), "passdb")))
        .isEqualTo(databases);
  }

  /** A running server offered PLAIN where a database stands outside the groups, else LOGIN. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          @m = n;passdb static {;}                         | plain
          @m = n;passdb static {;};userdb static {;}       | plain
          protocol imap {;@m = n;};userdb static {;}       | plain
          @m = n                                           | login
          @m = n;protocol imap {;passdb static {;};}       | login
          """)
  void authTakesNothingFromGroupsWhereDatabasesStandOutside(String lines, String mechanism) {
    String group = "group @m n {;auth_mechanisms = login;};";
    assertThat(read(group + lines).value(Scope.of("imap"), "auth_mechanisms").toOptional())
        .contains(mechanism);
  }

  /** {@code doveconf -n} and the server stop. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          passdb   | driver = static        | @g = a;@g = b
          userdb   | driver = static        | @g = a;@g = b;userdb c {;}
          passdb   | driver = static        | passdb two {;};protocol imap {;@g = a;@g = b;}
          metric   | filter = event=x       | @g = a;@g = b
          language | language_default = yes | @g = a;@g = b
          mailbox  | auto = create          | @g = a;@g = b
          """)
  void aNameThatOutlivesItsGroup(String type, String setting, String lines) {
    String group = "group @g %s {;%s %s {;%s;};};";
    String groups =
        group.formatted("a", type, "one", setting) + group.formatted("b", type, "two", setting);
    assertThat(read(groups + lines).refusal().orElseThrow().message())
        .isEqualTo(
            "Failed to get %s one: Filter %s=one unexpectedly not found (invalid userdb or -o override settings?)"
                .formatted(type, type));
  }

  @Test
  void aNameThatStandsElsewhereToo() {
    String lines =
        "group @g a {;passdb one {;};};group @g b {;passdb two {;};};passdb one {;};@g = a;@g = b";
    assertThat(read(lines).refusal()).isEmpty();
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

  /**
   * What doveconf of 2.4.1 and of 2.4.4 take: the older one looks for groups once everything is
   * read, does not check what they say, and leaves out a backslash that escapes nothing.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          true  | false | @n = e;group @n e {;login_greeting = x;}
          false | false | @n = e
          false | false | @a = nothing
          true  | false | login_greeting = "a\\nb"
          true  | true  | login_greeting = "a\\"b"
          true  | false | group @p q {;auth_allow_cleartext = yes;};@p = q;ssl = required
          true  | false | group @p q {;service imap {;executable = x;};};protocol imap {;@p = q;}
          true  | false | group @p q {;passdb c {;};};group @p t {;passdb d {;};};@p = q;@p = t
          """)
  void groupsOfEachVersion(boolean by241, boolean by244, String lines) {
    assertThat(readBy("2.4.1", lines).refusal().isEmpty()).isEqualTo(by241);
    assertThat(readBy("2.4.4", lines).refusal().isEmpty()).isEqualTo(by244);
    assertThat(readBy("", lines).refusal().isEmpty()).isEqualTo(by241 || by244);
  }

  @Test
  void aStrayBackslashIsLeftOut() {
    assertThat(readBy("2.4.1", "login_greeting = \"a\\nb\"").print(false, Scope.GLOBAL))
        .contains("login_greeting = anb");
  }

  /**
   * {@code doveconf -n -x} of both versions; 2.4.1 takes what another setting holds at the line.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          auth_default_domain = $SET:login_greeting;login_greeting = x                    | Dovecot ready. | x
          login_greeting = a;auth_default_domain = $SET:login_greeting;login_greeting = x | a              | x
          group @n e {;login_greeting = x;};@n = e;auth_default_domain = $SET:login_greeting | Dovecot ready. | x
          """)
  void variablesOfEachVersion(String lines, String by241, String by244) {
    assertThat(readBy("2.4.1", lines).value(Scope.GLOBAL, "auth_default_domain").toOptional())
        .contains(by241);
    assertThat(readBy("2.4.4", lines).value(Scope.GLOBAL, "auth_default_domain").toOptional())
        .contains(by244);
    assertThat(readBy("", lines).value(Scope.GLOBAL, "auth_default_domain").possibilities())
        .containsExactlyInAnyOrder(by241, by244);
  }

  private static DovecotSettings readBy(String version, String lines) {
    String text = HEAD.replace("2.4.4", "2.4.0") + lines.replace(';', '\n') + "\n";
    return DovecotReader.read(
        TextTree.of(Map.of("dovecot.conf", text)),
        "dovecot.conf",
        version.isEmpty() ? Platform.UNKNOWN : Platforms.of(version, Distribution.OTHER));
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
