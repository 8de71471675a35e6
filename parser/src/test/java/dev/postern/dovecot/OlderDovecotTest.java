package dev.postern.dovecot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.dovecot.settings.DovecotSettings;
import dev.postern.dovecot.settings.Scope;
import dev.postern.dovecot.syntax.DoveconfHeader;
import dev.postern.fact.Fact;
import dev.postern.posture.Contribution;
import dev.postern.posture.Endpoint;
import dev.postern.posture.OnHost;
import dev.postern.posture.service.Platform;
import dev.postern.posture.service.Platform.Distribution;
import dev.postern.posture.service.SoftwareName;
import dev.postern.posture.service.State;
import dev.postern.posture.service.Version;
import dev.postern.posture.tls.TlsVersion;
import dev.postern.source.MemoryTree;
import dev.postern.source.Problem;
import dev.postern.tls.Build;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Dovecot 2.2, known to be it or taken for possible. */
class OlderDovecotTest {
  private static final String START = "protocols = imap\nssl_cert = </c.pem\nssl_key = </k.pem\n";

  private static Platform platform(String dovecot, String openssl) {
    return new Platform(
        Map.of(
            SoftwareName.DOVECOT, Fact.known(Version.of(dovecot)),
            SoftwareName.OPENSSL, Fact.known(Version.of(openssl))),
        Fact.known(Distribution.OTHER));
  }

  private static MemoryTree tree(String text) {
    return new MemoryTree(Map.of("dovecot.conf", (START + text).getBytes(StandardCharsets.UTF_8)));
  }

  private static Contribution posture(Platform platform, String text) {
    return DovecotPosture.read(tree(text), "dovecot.conf", platform);
  }

  private static Endpoint imap(Platform platform, String text) {
    return posture(platform, text).endpoints().stream()
        .filter(e -> e.port().is(143))
        .findFirst()
        .orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(strings = {"2.2.36", "2.3.19.1"})
  void doesNotKnowTheFirstSettingOf24(String version) {
    String text = "dovecot_config_version = 2.4.0\ndovecot_storage_version = 2.4.0\n";
    MemoryTree tree = new MemoryTree(Map.of("dovecot.conf", text.getBytes(StandardCharsets.UTF_8)));
    assertThat(DovecotReader.read(tree, "dovecot.conf", platform(version, "1.1.1")).problems())
        .extracting(Problem::message)
        .startsWith("Unknown setting: dovecot_config_version");
  }

  /** What doveconf -n printed long ago may have become the configuration. */
  @Test
  void theFirstLinesTellTheVersionWhereNothingElseDoes() {
    String text = "# 2.1.12: /etc/dovecot/dovecot.conf\nprotocols = imap\n";
    MemoryTree tree = new MemoryTree(Map.of("dovecot.conf", text.getBytes(StandardCharsets.UTF_8)));
    DovecotSettings unread = DovecotReader.read(tree, "dovecot.conf", Platform.UNKNOWN);
    assertThat(unread.problems())
        .extracting(Problem::message)
        .containsExactly(
            "the host runs Dovecot 2.1.12; 2.2 and later are evaluated: tell the version with"
                + " --software dovecot=VERSION if it is one of them");
    DovecotSettings read = DovecotReader.read(tree, "dovecot.conf", Platforms.DEBIAN_12);
    assertThat(read.problems()).isEmpty();
    assertThat(read.version().is(Version.of("2.3.19.1"))).isTrue();
  }

  /** What openssl_get_protocol_options() and ssl_protocols_to_min_protocol() of 2.2.36.4 do. */
  @ParameterizedTest
  @CsvSource({
    "!SSLv2 !SSLv3,     2.2.22, 1.0.2, TLSv1 TLSv1.1 TLSv1.2 TLSv1.3",
    "!SSLv2,            2.2.22, 1.0.2, SSLv3 TLSv1 TLSv1.1 TLSv1.2 TLSv1.3",
    "!SSLv3 !TLSv1.1,   2.2.36, 1.0.2, TLSv1 TLSv1.2 TLSv1.3",
    "!SSLv3 !TLSv1.1,   2.2.36, 1.1.1, TLSv1 TLSv1.1 TLSv1.2 TLSv1.3",
    "!sslv3 !tlsv1,     2.2.33, 1.1.1, TLSv1.1 TLSv1.2 TLSv1.3",
    "!sslv3 !tlsv1,     2.2.36, 1.1.1, ''",
    "TLSv1.2,           2.2.33, 1.1.1, TLSv1.2 TLSv1.3",
    "TLSv1.2 TLSv1.1,   2.2.36, 1.0.2, TLSv1.1 TLSv1.2 TLSv1.3",
    "'TLSv1.2, !TLSv1', 2.2.36, 1.1.1, TLSv1.2 TLSv1.3",
    "!SSLv2 !SSLv3,     2.2.36, 1.1.1, ''",
    "TLSv1.3,           2.2.36, 1.1.1, ''"
  })
  void allowsTheVersionsOfAList(String list, String dovecot, String openssl, String versions) {
    Platform platform = platform(dovecot, openssl);
    DovecotSettings settings =
        DovecotReader.read(tree("ssl_protocols = " + list + "\n"), "dovecot.conf", platform);
    List<TlsVersion> expected =
        Arrays.stream(versions.split(" "))
            .filter(word -> !word.isEmpty())
            .map(word -> TlsVersion.parse(word).orElseThrow())
            .toList();

    assertThat(
            new AllowedVersions(new ScopedFacts(settings, Scope.GLOBAL))
                .with(new Build(Version.of(openssl), 0))
                .toOptional())
        .hasValue(expected);
  }

  @Test
  void aLoginProcessThatCannotReadTheListAnswersNobody() {
    Platform platform = platform("2.2.36", "1.1.1");
    assertThat(imap(platform, "ssl_protocols = !SSLv2\n").state().is(State.DEAD)).isTrue();
    assertThat(imap(platform, "ssl = no\nssl_protocols = !SSLv2\n").state().is(State.DEAD))
        .isFalse();
  }

  @Test
  void whatEitherVersionDoesIsKnownAndTheRestToldOfBoth() {
    Platform openssl =
        new Platform(
            Map.of(SoftwareName.OPENSSL, Fact.known(Version.of("1.0.2"))),
            Fact.known(Distribution.OTHER));
    Endpoint imap = imap(openssl, "ssl = required\nssl_protocols = !SSLv3\n");

    assertThat(imap.authentication().cleartext().is(false)).isTrue();
    assertThat(imap.tls().required().is(true)).isTrue();
    assertThat(imap.tls().minimum().is(TlsVersion.TLSV1_0)).isTrue();
    assertThat(imap.tls().handshake().cipherList().text().toString())
        .contains("Dovecot 2.2: ALL:!LOW:!SSLv2:!EXP:!aNULL / 2.3: ALL:!kRSA:");
  }

  @Test
  void aVersionThatRefusesTheFilesIsNotTheOneTheyAreFor() {
    Endpoint newer = imap(Platform.UNKNOWN, "ssl_protocols = !SSLv3\nssl_min_protocol = TLSv1.2\n");
    Endpoint older =
        imap(Platform.UNKNOWN, "ssl_protocols = TLSv1.2\nmdbox_purge_preserve_alt = yes\n");

    assertThat(newer.tls().minimum().is(TlsVersion.TLSV1_2)).isTrue();
    assertThat(older.tls().handshake().cipherList().text().is("ALL:!LOW:!SSLv2:!EXP:!aNULL"))
        .isTrue();
  }

  /** A file says of no version that it is for it, unless one of them refuses it. */
  @Test
  void withoutAnyHintAFileMayBeForEither() {
    Endpoint imap = imap(Platform.UNKNOWN, "ssl = required\n");
    assertThat(imap.authentication().cleartext().is(false)).isTrue();
    assertThat(imap.tls().handshake().cipherList().text().toString())
        .contains("Dovecot 2.2: ALL:!LOW:!SSLv2:!EXP:!aNULL / 2.3: ALL:!kRSA:");

    Endpoint newer = imap(Platform.UNKNOWN, "ssl_dh = </etc/dovecot/dh.pem\n");
    assertThat(newer.tls().handshake().cipherList().text().isKnown()).isTrue();
  }

  @Test
  void whatIsOnTheHostIsToldOfBothToo() {
    OnHost onHost =
        posture(
                Platform.UNKNOWN,
                """
                passdb {
                  driver = passwd-file
                  args = scheme=PLAIN /users
                }
                service auth {
                  unix_listener /p/auth {
                    mode = 0666
                  }
                }
                """)
            .onHost();

    assertThat(onHost.accounts()).hasSize(1);
    assertThat(onHost.accounts().get(0).scheme().is("PLAIN")).isTrue();
    assertThat(onHost.secrets()).hasSize(2);
    assertThat(mode(onHost, "/p/auth").is("0666")).isTrue();
    assertThat(mode(onHost, "/run/dovecot/stats-writer").toString())
        .contains("Dovecot 2.3 alone opens this socket");
    assertThat(mode(onHost, "/run/dovecot/ssl-params").toString())
        .contains("Dovecot 2.2 alone opens this socket");
  }

  private static Fact<String> mode(OnHost onHost, String path) {
    return onHost.sockets().stream()
        .filter(socket -> socket.path().is(path))
        .findFirst()
        .orElseThrow()
        .mode();
  }

  /** Asked of doveconf 2.2.36.4. */
  @ParameterizedTest
  @CsvSource({
    "mail_plugins = $protocols quota,             mail_plugins, imap quota",
    "mail_plugins = quota $protocols,             mail_plugins, quota $protocols",
    "mail_plugins = $protocols $ssl,              mail_plugins, imap $ssl",
    "auth_failure_delay = 05,                     auth_failure_delay, 5 secs",
    "imapc_connection_retry_interval = 5,         imapc_connection_retry_interval, 5 secs",
    "remote 10.0.0.1 {\\nlast_valid_gid = 5\\n},    ssl,          yes"
  })
  void takesWhatItsLanguageSays(String text, String setting, String value) {
    DovecotSettings settings = settings(text);
    assertThat(settings.refusal()).isEmpty();
    assertThat(settings.value(Scope.GLOBAL, setting).is(value)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "service auth {\\ntype = worker\\n}, Unknown service type: worker",
    "imapc_connection_retry_interval = 1 ms, Milliseconds not supported for this setting: 1 ms",
    "ssl_options = compression,      ssl_options: unknown flag: 'compression'",
    "mail_cache_compress_delete_percentage = 101, mail_cache_compress_delete_percentage can't be over 100",
    "mail_plugins = $ENV:HOME,       Unknown variable: $ENV:HOME",
    "service lmtp {\\nunix_listener auth-client {\\n}\\n}, duplicate listener: /run/dovecot/auth-client"
  })
  void refusesWhatItDoesNotKnow(String text, String message) {
    assertThat(settings(text + "\nprotocols = imap lmtp").serverRefusal().orElseThrow().message())
        .contains(message);
  }

  private static DovecotSettings settings(String text) {
    return DovecotReader.read(
        tree(text.replace("\\n", "\n") + "\n"), "dovecot.conf", platform("2.2.36", "1.0.2"));
  }

  /** The first lines of what doveconf -n prints, by versions and builds. */
  @ParameterizedTest
  @CsvSource({
    "2.3.19.1 (9b53102964): /etc/dovecot/dovecot.conf,  2.3.19.1",
    "2.2.10: /etc/dovecot/dovecot.conf,                 2.2.10",
    "2.2.36.4 (): dovecot.conf,                         2.2.36.4",
    "2.4.1-4 (7d8c0e5759): /etc/dovecot/dovecot.conf,   2.4.1",
    "1.2.15: /etc/dovecot/dovecot.conf,                 1.2.15"
  })
  void theHeadOfSavedOutputTellsTheVersion(String comment, String version) {
    assertThat(DoveconfHeader.version(comment)).hasValue(Version.of(version));
  }

  @ParameterizedTest
  @ValueSource(strings = {"2.3: what changed", "see /etc/dovecot", "2.3.19 was here"})
  void otherCommentsTellNone(String comment) {
    assertThat(DoveconfHeader.version(comment)).isEmpty();
  }
}
