package dev.postern.dovecot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.dovecot.settings.DovecotSettings;
import dev.postern.dovecot.settings.Scope;
import dev.postern.posture.Contribution;
import dev.postern.posture.OnHost;
import dev.postern.posture.daemon.Logging;
import dev.postern.posture.daemon.Logging.Passwords;
import dev.postern.posture.daemon.SecretFile;
import dev.postern.posture.daemon.UnixSocket;
import dev.postern.posture.login.AccountDatabase;
import dev.postern.posture.service.Platform;
import dev.postern.source.MemoryTree;
import dev.postern.testing.TextTree;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Databases of passwords, sockets, secrets and logs. */
class OnHostTest {
  private static final String SQL =
      """
      # comment
      driver = mysql
      connect = host=db user=mail password=hunter2
      default_pass_scheme = SHA512-CRYPT
      """;

  private static Contribution read(String... pathsAndTexts) {
    Map<String, byte[]> files = new HashMap<>();
    for (int i = 0; i < pathsAndTexts.length; i += 2) {
      files.put(pathsAndTexts[i], pathsAndTexts[i + 1].getBytes(StandardCharsets.UTF_8));
    }
    return DovecotPosture.read(
        new MemoryTree(files), "etc/dovecot/dovecot.conf", Platforms.DEBIAN_12);
  }

  private static OnHost of(String text) {
    return read("etc/dovecot/dovecot.conf", "protocols = imap\n" + text).onHost();
  }

  @Test
  void aFileOfSettingsTellsTheSchemeAndHidesItsSecret() {
    Contribution posture =
        read(
            "etc/dovecot/dovecot.conf",
            "passdb {\n driver = sql\n args = /etc/dovecot/dovecot-sql.conf.ext\n}\n",
            "etc/dovecot/dovecot-sql.conf.ext",
            SQL);
    AccountDatabase sql = posture.onHost().accounts().get(0);
    assertThat(sql.driver().is("sql")).isTrue();
    assertThat(sql.file().is("/etc/dovecot/dovecot-sql.conf.ext")).isTrue();
    assertThat(sql.scheme().is("SHA512-CRYPT")).isTrue();
    assertThat(sql.withoutPassword().isKnown()).isFalse();
    assertThat(posture.files()).hasSize(2);
    assertThat(posture.files().get(1).coverage().understood()).isEqualTo(3);
    SecretFile secret = posture.onHost().secrets().get(0);
    assertThat(secret.file().is("/etc/dovecot/dovecot-sql.conf.ext")).isTrue();
    assertThat(secret.kind().is(SecretFile.Kind.SERVICE_PASSWORD)).isTrue();
    assertThat(posture.onHost().toString()).doesNotContain("hunter2");
  }

  @Test
  void withoutItsFileTheSchemeIsUnknown() {
    AccountDatabase sql = of("passdb {\n driver = sql\n args = /x.ext\n}\n").accounts().get(0);
    assertThat(sql.scheme().toString()).contains("/x.ext was not given");
  }

  @Test
  void theChainKeepsItsOrder() {
    List<AccountDatabase> chain =
        of("""
           passdb {
             driver = passwd-file
             args = scheme=BLF-CRYPT username_format=%u /etc/dovecot/deny
             deny = yes
           }
           passdb {
             driver = passwd-file
             args = /etc/dovecot/masters
             master = yes
           }
           passdb {
             driver = static
             args = nopassword=y
           }
           """)
            .accounts();
    assertThat(chain).hasSize(3);
    assertThat(chain.get(0).deny().is(true)).isTrue();
    assertThat(chain.get(0).scheme().is("BLF-CRYPT")).isTrue();
    assertThat(chain.get(0).file().is("/etc/dovecot/deny")).isTrue();
    assertThat(chain.get(1).master().is(true)).isTrue();
    assertThat(chain.get(1).scheme().is("CRYPT")).isTrue();
    assertThat(chain.get(2).withoutPassword().is(true)).isTrue();
    assertThat(chain.get(0).withoutPassword().isKnown()).isFalse();
  }

  /** Seen of the running 2.3.19: opened with the mode and the owner that are set. */
  @Test
  void fifosStandAmongTheSockets() {
    List<UnixSocket> opened =
        of("""
           protocols = imap
           service aggregator {
             fifo_listener replication-notify-fifo {
               mode = 0666
               user = nobody
             }
           }
           service director {
             fifo_listener closed {
               mode = 0
             }
           }
           """)
            .sockets();
    assertThat(opened)
        .filteredOn(one -> one.kind().is(UnixSocket.Kind.FIFO))
        .anyMatch(
            fifo ->
                fifo.path().is("/run/dovecot/replication-notify-fifo")
                    && fifo.mode().is("0666")
                    && fifo.owner().is("nobody"))
        .noneMatch(fifo -> fifo.path().is("/run/dovecot/closed"));
  }

  @Test
  void socketsAreThoseOfServicesThatRun() {
    List<UnixSocket> sockets =
        of("""
           service auth {
             unix_listener /var/spool/postfix/private/auth {
               mode = 0666
               user = postfix
             }
             unix_listener auth-userdb {
               mode = 0
             }
           }
           """)
            .sockets();
    UnixSocket forPostfix =
        sockets.stream()
            .filter(s -> s.path().is("/var/spool/postfix/private/auth"))
            .findFirst()
            .orElseThrow();
    assertThat(forPostfix.mode().is("0666")).isTrue();
    assertThat(forPostfix.owner().is("postfix")).isTrue();
    assertThat(forPostfix.group().is("root")).isTrue();
    assertThat(sockets).noneMatch(s -> s.path().is("/run/dovecot/auth-userdb"));
    assertThat(sockets).noneMatch(s -> s.path().is("/run/dovecot/lmtp"));
    assertThat(sockets)
        .filteredOn(s -> s.path().is("/run/dovecot/auth-client"))
        .allMatch(s -> s.owner().is("dovecot"));
  }

  /**
   * As they stand in the running 2.3.19.1 and 2.4.4: a number without a leading zero is decimal.
   */
  @ParameterizedTest
  @CsvSource({
    "/tmp/x/auth, 0660, /tmp/x/auth, 0660",
    "./auth, 660, /run/dovecot/auth, 0224",
    "../auth, 07777, /run/auth, 0777",
    "a//b, 0622, /run/dovecot/a/b, 0622"
  })
  void socketsStandWhereTheServerPutsThem(String name, String mode, String path, String shown) {
    String section = "service auth {\nunix_listener %s {\nmode = %s\n}\n}\n";
    for (String base :
        List.of("", "dovecot_config_version = 2.4.4\ndovecot_storage_version = 2.4.4\n")) {
      Platform platform = base.isEmpty() ? Platforms.DEBIAN_12 : Platforms.DOVECOT_2_4;
      String text = base + "base_dir = /run/dovecot\n" + section.formatted(name, mode);
      assertThat(
              DovecotPosture.read(TextTree.of(Map.of("d.conf", text)), "d.conf", platform)
                  .onHost()
                  .sockets())
          .anyMatch(s -> s.path().is(path) && s.mode().is(shown));
    }
  }

  @Test
  void keysAndPasswordsInPlaceAreSecrets() {
    List<SecretFile> secrets =
        of("ssl_key = <private/key.pem\ndoveadm_password = hunter2\n").secrets();
    assertThat(secrets).hasSize(2);
    assertThat(secrets.get(0).file().is("/etc/dovecot/private/key.pem")).isTrue();
    assertThat(secrets.get(0).kind().is(SecretFile.Kind.TLS_KEY)).isTrue();
    assertThat(secrets.get(1).file().is("/etc/dovecot/dovecot.conf")).isTrue();
    assertThat(secrets.toString()).doesNotContain("hunter2");
  }

  /** In 2.4 a password is called so in its section, without the section's name before it. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "mysql db {\n password = hunter2\n}\n",
        "mysql/db/password = hunter2\n",
        "ssl_server {\n key_password = hunter2\n}\n",
        "auth_policy {\n server_api_header = hunter2\n}\n",
        "oauth2 {\n client_id = mail\n client_secret = hunter2\n}\n",
        "passdb static {\n password = hunter2\n}\n"
      })
  void secretsOfSectionsAreNotShown(String text) {
    String start = "dovecot_config_version = 2.4.4\ndovecot_storage_version = 2.4.4\n";
    MemoryTree tree =
        new MemoryTree(Map.of("d.conf", (start + text).getBytes(StandardCharsets.UTF_8)));
    DovecotSettings settings = DovecotReader.read(tree, "d.conf", Platforms.DOVECOT_2_4);
    Contribution posture = DovecotPosture.read(tree, "d.conf", Platforms.DOVECOT_2_4);

    assertThat(settings.refused()).isFalse();
    assertThat(posture.onHost().secrets()).isNotEmpty();
    assertThat(
            posture.onHost().toString()
                + posture.endpoints()
                + settings.print(true, Scope.GLOBAL)
                + settings.flat(true, Scope.GLOBAL))
        .doesNotContain("hunter2");
  }

  /** Where the secret stands, saved output does not tell. */
  @Test
  void whatDoveconfHasLeftOutIsNotInItsOutput() {
    String hidden = " = # hidden, use -P to show it\n";
    assertThat(of("ssl_key" + hidden + "doveadm_password" + hidden).secrets()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "auth_verbose_passwords = plain, NONE, false",
    "auth_verbose = yes\\nauth_verbose_passwords = sha1:6, SHORTENED, true",
    "auth_verbose = yes\\nauth_verbose_passwords = yes, PLAIN, true",
    "auth_debug_passwords = yes, PLAIN, true",
    "auth_debug = yes, NONE, true",
  })
  void passwordsAreLoggedWhereFailuresAre(String text, Passwords passwords, boolean reasons) {
    Logging logging = of(text.replace("\\n", "\n") + "\n").logging().get(0);
    assertThat(logging.passwords().is(passwords)).isTrue();
    assertThat(logging.failureReasons().is(reasons)).isTrue();
    assertThat(logging.destination().is("syslog")).isTrue();
  }
}
