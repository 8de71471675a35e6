package dev.postern.dovecot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.postern.dovecot.settings.DovecotSettings;
import dev.postern.dovecot.settings.Scope;
import dev.postern.fact.Fact;
import dev.postern.fact.Origin;
import dev.postern.posture.Contribution;
import dev.postern.posture.Endpoint;
import dev.postern.posture.login.Switch;
import dev.postern.posture.network.Reach;
import dev.postern.posture.service.Platform;
import dev.postern.posture.service.Platform.Distribution;
import dev.postern.posture.service.State;
import dev.postern.posture.tls.TlsVersion;
import dev.postern.source.MemoryTree;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What cannot be known from the files is unknown, with the reason; all else is known. */
class DovecotPostureTest {
  private static final String CERTIFICATE = "ssl_cert = </c.pem\nssl_key = </k.pem\n";
  private static final String ACCOUNTS = "passdb {\n driver = pam\n}\n";
  private static final String DEBIAN =
      "!include_try /usr/share/dovecot/protocols.d/*.protocol\n" + CERTIFICATE + ACCOUNTS;

  private static MemoryTree tree(String... pathsAndTexts) {
    Map<String, byte[]> files = new HashMap<>();
    for (int i = 0; i < pathsAndTexts.length; i += 2) {
      files.put(pathsAndTexts[i], pathsAndTexts[i + 1].getBytes(StandardCharsets.UTF_8));
    }
    return new MemoryTree(files);
  }

  private static Contribution posture(Platform platform, String text) {
    return DovecotPosture.read(tree("dovecot.conf", text), "dovecot.conf", platform);
  }

  private static Endpoint only(Contribution posture, String service) {
    List<Endpoint> found =
        posture.endpoints().stream().filter(e -> e.service().name().is(service)).toList();
    assertThat(found).hasSize(1);
    return found.get(0);
  }

  @Test
  void aDefaultThatDiffersBetweenPossibleVersionsIsUnknownWithCandidates() {
    String text = "protocols = imap\n" + CERTIFICATE;
    Fact<TlsVersion> unknown =
        only(posture(Platform.UNKNOWN, text), "imap-login/imap").tls().minimum();
    assertThat(unknown.possibilities())
        .containsExactlyInAnyOrder(TlsVersion.SSLV3, TlsVersion.TLSV1_0, TlsVersion.TLSV1_2);
    assertThat(unknown.toString())
        .contains("Dovecot 2.2: ")
        .contains("2.3.0-2.3.14: TLSv1")
        .contains("2.3.15-2.3.21: TLSv1.2");
    Platform old = Platforms.of("2.3.13", Distribution.DEBIAN);
    assertThat(only(posture(old, text), "imap-login/imap").tls().minimum().is(TlsVersion.TLSV1_0))
        .isTrue();
  }

  /** It may be 0, which opens none, and any other. */
  @Test
  void whetherAListenerOfAnUnknownPortIsOpenIsUnknown() {
    String port = "service imap-login {\n inet_listener imap {\n  port = {{ imap_port }}\n }\n}\n";
    String modern =
        """
        dovecot_config_version = 2.4.4
        dovecot_storage_version = 2.4.0
        ssl = no
        auth_allow_cleartext = yes
        protocols = imap
        passdb pam {
        }
        """;
    for (String start :
        List.of("protocols = imap\nssl = no\ndisable_plaintext_auth = no\n" + ACCOUNTS, modern)) {
      Platform platform = start.equals(modern) ? Platforms.DOVECOT_2_4 : Platforms.DEBIAN_12;
      Endpoint endpoint = only(posture(platform, start + port), "imap-login/imap");
      assertThat(endpoint.state().possibilities()).contains(State.CLOSED, State.WORKS);
      assertThat(endpoint.state().toString()).contains("{{ imap_port }}");
      assertThat(endpoint.port().isKnown()).isFalse();
    }
  }

  @Test
  void openSslThreeStopsOldVersionsUnlessTheCipherListLowersTheLevel() {
    String text = "protocols = imap\nssl_min_protocol = TLSv1\n" + CERTIFICATE;
    Endpoint stopped = only(posture(Platforms.DEBIAN_12, text), "imap-login/imap");
    assertThat(stopped.tls().versions().is(List.of(TlsVersion.TLSV1_2, TlsVersion.TLSV1_3)))
        .isTrue();
    assertThat(stopped.tls().latentVersions().is(List.of(TlsVersion.TLSV1_0, TlsVersion.TLSV1_1)))
        .isTrue();
    Endpoint open =
        only(
            posture(Platforms.DEBIAN_12, text + "ssl_cipher_list = ALL:@SECLEVEL=0\n"),
            "imap-login/imap");
    assertThat(open.tls().latentVersions().is(List.of())).isTrue();
  }

  @Test
  void aFilterForSomeClientsMakesAnEndpointOfItsOwn() {
    Contribution posture =
        posture(
            Platforms.DEBIAN_12,
            "protocols = imap\n"
                + CERTIFICATE
                + "remote 10.0.0.0/8 {\n disable_plaintext_auth = no\n}\nremote 192.168.0.0/16 {\n login_greeting = x\n}\n");
    assertThat(posture.endpoints())
        .extracting(Endpoint::id)
        .containsExactly(
            "imap 143/tcp *",
            "imap 143/tcp * clients 10.0.0.0/8",
            "imap 993/tcp *",
            "imap 993/tcp * clients 10.0.0.0/8");
    assertThat(posture.endpoints().get(0).authentication().cleartext().is(false)).isTrue();
    assertThat(posture.endpoints().get(1).authentication().cleartext().is(true)).isTrue();
    assertThat(posture.endpoints().get(1).exposure().verdict().is(Reach.SOME)).isTrue();
  }

  /** Of networks around each other the narrowest decides, also where it says what holds anyway. */
  @Test
  void aNetworkInsideAnotherIsAGroupOfItsOwn() {
    Contribution posture =
        posture(
            Platforms.DEBIAN_12,
            "protocols = imap\n"
                + CERTIFICATE
                + "local 10.0.0.0/8 {\n disable_plaintext_auth = no\n}\n"
                + "local 10.200.0.0/24 {\n disable_plaintext_auth = yes\n}\n");
    assertThat(posture.endpoints().subList(0, 3))
        .extracting(Endpoint::id, e -> e.authentication().cleartext().is(true))
        .containsExactly(
            tuple("imap 143/tcp *", false),
            tuple("imap 143/tcp 10.0.0.0/8", true),
            tuple("imap 143/tcp 10.200.0.0/24", false));
  }

  /** In 2.4 the filter made last wins: who comes from the network and dials the address has TLS. */
  @Test
  void clientsOfANetworkWhoDialAnAddressAreAGroupOfTheirOwn() {
    Contribution posture =
        posture(
            Platforms.DOVECOT_2_4,
            """
            dovecot_config_version = 2.4.4
            dovecot_storage_version = 2.4.4
            protocols = imap
            auth_allow_cleartext = no
            remote 10.9.0.0/16 {
              auth_allow_cleartext = yes
            }
            local 192.0.2.1 {
              auth_allow_cleartext = no
            }
            """);
    assertThat(posture.endpoints())
        .filteredOn(endpoint -> endpoint.port().is(143))
        .extracting(Endpoint::id, e -> e.authentication().cleartext().is(true))
        .containsExactly(
            tuple("imap 143/tcp *", false),
            tuple("imap 143/tcp * clients 10.9.0.0/16", true),
            tuple("imap 143/tcp 192.0.2.1 clients 10.9.0.0/16", false));
  }

  /** That 2.4 trusts what a proxy hands over is no setting that ssl = required overrules. */
  @Test
  void aProxyIsNoSettingThatAllowsCleartext() {
    Contribution posture =
        posture(
            Platforms.DOVECOT_2_4,
            """
            dovecot_config_version = 2.4.4
            dovecot_storage_version = 2.4.4
            protocols = imap
            ssl = required
            service imap-login {
              inet_listener imap {
                haproxy = yes
              }
            }
            """);
    assertThat(only(posture, "imap-login/imap").authentication().cleartextSetting().is(false))
        .isTrue();
  }

  /** Seen from the running 2.3.19.1 and 2.4.4: other filters make no difference to the process. */
  @ParameterizedTest
  @CsvSource({
    "WORKS, protocol imap",
    "WORKS, protocol !pop3",
    "DEAD, protocol pop3",
    "DEAD, remote 192.0.2.0/24"
  })
  void aProcessTrustsTheProxiesOfItsProtocol(State state, String filter) {
    String listener = "service imap-login {\ninet_listener imap {\nhaproxy = yes\n}\n}\n";
    String trusted = filter + " {\nhaproxy_trusted_networks = 192.0.2.1\n}\n";
    String head = "dovecot_config_version = 2.4.4\ndovecot_storage_version = 2.4.4\n";
    String login = "protocols = imap\nssl = no\n";
    Contribution old =
        posture(
            Platforms.DEBIAN_12,
            login + "disable_plaintext_auth = no\n" + ACCOUNTS + listener + trusted);
    Contribution modern =
        posture(
            Platforms.DOVECOT_2_4,
            head + login + "passdb static {\npassword = x\n}\n" + listener + trusted);
    assertThat(List.of(old.endpoints().get(0), modern.endpoints().get(0)))
        .allMatch(endpoint -> endpoint.state().is(state));
  }

  /** Seen from the running server: it is the program that answers. */
  @Test
  void aServiceOfAnyNameSpeaksWhatItsProgramDoes() {
    String own = " {\n executable = %s\n type = login\n inet_listener {\n  port = %d\n }\n}\n";
    Contribution posture =
        posture(
            Platforms.DEBIAN_12,
            "protocols =\ndisable_plaintext_auth = no\n"
                + CERTIFICATE
                + ACCOUNTS
                + "service a"
                + own.formatted("imap-login", 3144)
                + "service b"
                + own.formatted("/usr/lib/dovecot/managesieve-login -D", 3145)
                + "service c"
                + own.formatted("lmtp", 2424)
                + "service d"
                + own.formatted("script /usr/local/bin/x", 3146));
    assertThat(posture.endpoints())
        .extracting(Endpoint::id, e -> e.authentication().cleartext().is(true))
        .containsExactly(
            tuple("imap 3144/tcp *", true),
            tuple("managesieve 3145/tcp *", true),
            tuple("lmtp 2424/tcp *", false),
            tuple("other 3146/tcp *", false));
  }

  @Test
  void debiansPackageFilesTellWhichProtocolsAreEnabled() {
    Contribution whole =
        DovecotPosture.read(
            tree(
                "etc/dovecot/dovecot.conf",
                DEBIAN,
                "usr/share/dovecot/protocols.d/imapd.protocol",
                "protocols = $protocols imap\n",
                "usr/share/dovecot/protocols.d/pop3d.protocol",
                "protocols = $protocols pop3\n"),
            "etc/dovecot/dovecot.conf",
            Platforms.DEBIAN_12);
    assertThat(whole.endpoints())
        .extracting(e -> e.service().name().toOptional().orElseThrow())
        .containsExactly(
            "imap-login/imap", "imap-login/imaps", "pop3-login/pop3", "pop3-login/pop3s");
    assertThat(only(whole, "imap-login/imap").exposure().verdict().origins().toString())
        .contains("protocols = $protocols imap")
        .doesNotContain("pop3");

    Contribution etcOnly =
        DovecotPosture.read(
            tree("etc/dovecot/dovecot.conf", DEBIAN, "etc/dovecot/conf.d/20-imap.conf", ""),
            "etc/dovecot/dovecot.conf",
            Platforms.DEBIAN_12);
    Endpoint imap = only(etcOnly, "imap-login/imap");
    assertThat(imap.state().is(State.WORKS)).isTrue();
    assertThat(imap.state().origins()).anyMatch(Origin.Assumption.class::isInstance);
    assertThat(only(etcOnly, "pop3-login/pop3").state().isKnown()).isFalse();
  }

  /** What dpkg does not list as installed enables nothing, whatever is left of it in /etc. */
  @Test
  void thePackageDatabaseTellsWhichProtocolsAreEnabled() {
    String stanza = "Package: dovecot-%s\nStatus: install ok %s\nVersion: 1:2.3.19.1+dfsg1-2\n\n";
    Contribution posture =
        DovecotPosture.read(
            tree(
                "etc/dovecot/dovecot.conf",
                DEBIAN,
                "etc/dovecot/conf.d/20-pop3.conf",
                "",
                "var/lib/dpkg/status",
                stanza.formatted("core", "installed")
                    + stanza.formatted("imapd", "installed")
                    + stanza.formatted("pop3d", "config-files")),
            "etc/dovecot/dovecot.conf",
            Platforms.DEBIAN_12);
    assertThat(posture.endpoints())
        .extracting(e -> e.service().name().toOptional().orElseThrow(), e -> e.state().isKnown())
        .containsExactly(tuple("imap-login/imap", true), tuple("imap-login/imaps", true));
  }

  @Test
  void aRefusedConfigurationStillHasItsEndpoints() {
    Endpoint imap =
        only(posture(Platforms.DEBIAN_12, "protocols = imap\nnonsense\n"), "imap-login/imap");
    assertThat(imap.state().toString())
        .contains("Dovecot refuses this configuration: dovecot.conf:2: Expecting '{'");
  }

  @Test
  void theLanguageOfDovecot1IsRecognisedAndNothingIsGuessed() {
    Contribution posture = posture(Platform.UNKNOWN, "auth default {\n mechanisms = plain\n}\n");
    assertThat(posture.endpoints()).isNotEmpty();
    assertThat(posture.endpoints()).noneMatch(e -> e.state().isKnown());
    assertThat(posture.endpoints()).noneMatch(e -> e.authentication().cleartext().isKnown());
    assertThat(posture.files().get(0).problems())
        .anyMatch(p -> p.isError() && p.message().contains("is of Dovecot 1.x"));
  }

  @Test
  void aTemplatesPlaceholderMakesWhatDependsOnItUnknown() {
    Endpoint imap =
        only(
            posture(
                Platforms.DEBIAN_12,
                "protocols = imap\nssl = {{ dovecot_ssl }}\ndisable_plaintext_auth = yes\n"
                    + CERTIFICATE),
            "imap-login/imap");
    assertThat(imap.tls().required().isKnown()).isFalse();
    // Whatever stands there, no password is accepted in clear.
    assertThat(imap.authentication().cleartext().is(false)).isTrue();
  }

  /** doveconf 2.4.4 prints it; the server says: Invalid settings: listen can't be set empty. */
  @Test
  void whatOnlyTheServerRefusesIsPrintedAndNotTakenForRunning() {
    String text =
        "dovecot_config_version = 2.4.4\ndovecot_storage_version = 2.4.4\nprotocols = imap\nlisten =\n";
    DovecotSettings settings =
        DovecotReader.read(tree("dovecot.conf", text), "dovecot.conf", Platforms.DOVECOT_2_4);
    assertThat(settings.print(false, Scope.GLOBAL)).contains("listen =");
    assertThat(settings.serverRefusal()).isPresent();
  }

  /** The server says: No passdbs specified in configuration file. PLAIN mechanism needs one. */
  @Test
  void withoutAccountsNobodyCanLogIn() {
    String text = "protocols = imap\n" + CERTIFICATE;
    assertThat(state(text).is(State.REFUSES)).isTrue();
    assertThat(state(text + ACCOUNTS).is(State.WORKS)).isTrue();
    assertThat(state(text + "auth_mechanisms = gssapi\n").is(State.WORKS)).isTrue();
  }

  private static Fact<State> state(String text) {
    return only(posture(Platforms.DEBIAN_12, text), "imap-login/imaps").state();
  }

  @Test
  void theSavedOutputOfDoveconfTellsTheVersionAndHidesSecrets() {
    Contribution posture =
        posture(
            Platform.UNKNOWN,
            """
            # 2.3.19.1 (9b53102964): /etc/dovecot/dovecot.conf
            # OS: Linux 6.1 x86_64 Debian 12.11
            protocols = imap
            ssl_cert = </etc/ssl/c.pem
            ssl_key = # hidden, use -P to show it
            passdb {
              driver = pam
            }
            """);
    assertThat(posture.software().get(0).version().toString()).contains("2.3.19.1");
    Endpoint imaps = only(posture, "imap-login/imaps");
    assertThat(imaps.state().is(State.WORKS)).isTrue();
    assertThat(imaps.tls().certificate().file().is("/etc/ssl/c.pem")).isTrue();
    assertThat(imaps.tls().minimum().is(TlsVersion.TLSV1_2)).isTrue();
  }

  @Test
  void thePenaltyIsOffWithItsSocket() {
    String off = "service anvil {\n unix_listener anvil-auth-penalty {\n mode = 0\n }\n}\n";
    String text = "protocols = imap\n" + CERTIFICATE;
    Endpoint with = only(posture(Platforms.DEBIAN_12, text), "imap-login/imap");
    Endpoint without = only(posture(Platforms.DEBIAN_12, text + off), "imap-login/imap");
    assertThat(with.authentication().penalty().is(Switch.ON)).isTrue();
    assertThat(counted(with)).containsExactly("AUTHENTICATION_FAILURES", "CONCURRENT_CONNECTIONS");
    assertThat(without.authentication().penalty().is(Switch.OFF)).isTrue();
    assertThat(counted(without)).containsExactly("CONCURRENT_CONNECTIONS");
  }

  private static List<String> counted(Endpoint endpoint) {
    return endpoint.rateLimits().toOptional().orElseThrow().stream()
        .map(limit -> String.valueOf(limit.kind().toOptional().orElseThrow()))
        .toList();
  }

  @Test
  void aLoopbackListenerIsReachedByNobody() {
    Endpoint imap =
        only(
            posture(Platforms.DEBIAN_12, "protocols = imap\nlisten = 127.0.0.1\n" + CERTIFICATE),
            "imap-login/imap");
    assertThat(imap.exposure().verdict().is(Reach.NONE)).isTrue();
  }

  /** As 2.4.4 greets its clients. */
  @Test
  void mechanismsBoundToTlsAreNotOfferedBeforeIt() {
    String text =
        """
        dovecot_config_version = 2.4.4
        dovecot_storage_version = 2.4.4
        protocols = imap
        auth_mechanisms = SCRAM-SHA-256 scram-sha-256-plus scram-sha-256
        passdb static {
        }
        """;
    Endpoint imap = only(posture(Platforms.DOVECOT_2_4, text), "imap-login/imap");
    assertThat(imap.authentication().mechanismsBeforeTls().toOptional().orElseThrow())
        .extracting(mechanism -> mechanism.name().toOptional().orElseThrow())
        .containsExactly("SCRAM-SHA-256");
  }
}
