package dev.postern.postfix;

import static dev.postern.postfix.Instance.HOST;
import static dev.postern.postfix.Instance.NAMES;
import static dev.postern.postfix.Instance.NO_DOVECOT;
import static dev.postern.postfix.Instance.SMTP;
import static dev.postern.postfix.Instance.read;
import static dev.postern.postfix.Instance.tree;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.fact.Fact;
import dev.postern.fact.Origin;
import dev.postern.postfix.settings.Parameter;
import dev.postern.postfix.settings.PostfixSettings;
import dev.postern.posture.Contribution;
import dev.postern.posture.Endpoint;
import dev.postern.posture.mail.SmtpRelay;
import dev.postern.posture.network.Reach;
import dev.postern.posture.service.Platform;
import dev.postern.posture.service.Role;
import dev.postern.posture.service.State;
import dev.postern.posture.service.Version;
import dev.postern.posture.shape.Word;
import dev.postern.posture.tls.TlsVersion;
import dev.postern.source.MemoryTree;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the posture says of roles, addresses, versions and logins. */
class PostfixPostureTest {
  @Test
  void diesInPostscreenBeforeSmtpdIsAsked() {
    String screened =
        """
        smtp inet n - n - 1 postscreen
         -o postscreen_upstream_proxy_protocol=haproxy
        smtpd pass - - n - - smtpd
         -o smtpd_tls_security_level=may
        """;
    Endpoint works = read(HOST, screened).endpoints().get(0);
    assertThat(works.state().is(State.WORKS)).isTrue();
    assertThat(works.behindProxy().expected().is(true)).isTrue();
    for (String wrong :
        List.of(
            "smtpd_tls_security_level = true\n",
            "postscreen_tls_security_level = yes\n",
            "postscreen_dnsbl_threshold = many\n")) {
      assertThat(read(HOST + wrong, screened).endpoints().get(0).state().is(State.DEAD))
          .as(wrong)
          .isTrue();
    }
  }

  @Test
  void knowsWithoutTheHostsNameWhichTablesTheProxymapServiceRefuses() {
    String main = "compatibility_level = 3.6\nvirtual_alias_maps = proxy:static:named\n";
    String smtpd = "2525 inet n - n - - smtpd\n -o smtpd_sender_login_maps=proxy:static:";
    assertThat(state(main, smtpd + "named")).contains(State.WORKS);
    assertThat(state(main, smtpd + "other")).contains(State.DEAD);
    String ownName = "mydestination = $myhostname proxy:static:third\n";
    assertThat(state(main + ownName, smtpd + "third")).contains(State.WORKS);
    assertThat(state(main + ownName, smtpd + "other")).contains(State.DEAD);
  }

  private static Optional<State> state(String main, String master) {
    return Instance.read(main, master + "\n").endpoints().get(0).state().toOptional();
  }

  @Test
  void tellsAnExchangeFromASubmissionAndADelivery() {
    String login = "smtpd_sasl_auth_enable = yes\n";
    String master =
        SMTP
            + """
            submission inet n - n - - smtpd
            465 inet n - n - - smtpd
              -o smtpd_tls_wrappermode=yes
            2525 inet n - n - - smtpd
              -o smtpd_client_restrictions=permit_sasl_authenticated,reject
            2526 inet n - n - - smtpd
            127.0.0.1:10025 inet n - n - - smtpd
            628 inet n - n - - qmqpd
            """;
    Map<Integer, String> roles = new TreeMap<>();
    read(HOST + login, master)
        .endpoints()
        .forEach(
            endpoint ->
                roles.put(
                    endpoint.port().toOptional().orElseThrow(),
                    Word.of(endpoint.role().toOptional().orElseThrow())
                        + " "
                        + Word.of(endpoint.protocol().toOptional().orElseThrow())));
    assertThat(roles)
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                25, "exchange smtp",
                587, "submission submission",
                465, "submission submissions",
                2525, "submission submission",
                2526, "exchange smtp",
                10025, "delivery smtp",
                628, "delivery qmqp"));
  }

  @Test
  void callsAServiceBehindPostscreenAnExchange() {
    Contribution posture =
        read(HOST, "smtp inet n - n - 1 postscreen\nsmtpd pass - - n - - smtpd\n");
    assertThat(posture.endpoints()).hasSize(1);
    assertThat(posture.endpoints().get(0).role().is(Role.EXCHANGE)).isTrue();
    assertThat(posture.smtpRelays()).hasSize(1);
  }

  @Test
  void listensInTheFamiliesOfInetProtocols() {
    assertThat(listens("inet_protocols = all\n", SMTP)).containsExactly("* [4, 6] ANY ANY");
    assertThat(listens("inet_protocols = ipv6\n", SMTP)).containsExactly("* [6] NONE ANY");
    assertThat(listens("inet_protocols = ipv4\n", SMTP)).containsExactly("* [4] ANY NONE");
  }

  @Test
  void listensAtTheAddressesOfInetInterfacesOrTheEntry() {
    assertThat(listens("inet_protocols = all\ninet_interfaces = 192.0.2.1, 2001:db8::1\n", SMTP))
        .containsExactly("192.0.2.1 [4] ANY NONE", "2001:db8::1 [6] NONE ANY");
    assertThat(
            listens("inet_protocols = ipv4\n", "25 inet n - n - - smtpd -o inet_interfaces=::1\n"))
        .containsExactly("* [4] ANY NONE");
    assertThat(listens("inet_protocols = all\ninet_interfaces = loopback-only\n", SMTP))
        .containsExactly("127.0.0.1 [4] NONE NONE", "::1 [6] NONE NONE");
    assertThat(
            listens(
                "inet_protocols = all\n",
                """
                [2001:db8::2]:smtp inet n - n - - smtpd
                [::1]:2525 inet n - n - - smtpd
                [::]:2526 inet n - n - - smtpd
                """))
        .containsExactly("2001:db8::2 [6] NONE ANY", "::1 [6] NONE NONE", ":: [6] NONE ANY");
    assertThat(listens("inet_protocols = ipv4\ninet_interfaces = 192.0.2.1, 2001:db8::1\n", SMTP))
        .containsExactly("192.0.2.1 [4] ANY NONE");
  }

  @Test
  void doesNotTakeAFileOfNetworksThatIsNoTextForAnEmptyOne() {
    MemoryTree tree =
        new MemoryTree(
            Map.of(
                "etc/postfix/main.cf",
                "compatibility_level = 3.6\nmynetworks = /etc/postfix/networks\n"
                    .getBytes(StandardCharsets.UTF_8),
                "etc/postfix/master.cf",
                SMTP.getBytes(StandardCharsets.UTF_8),
                "etc/postfix/networks",
                new byte[] {'1', '0', 0, 1, 2, 3}));
    SmtpRelay relay =
        PostfixPosture.read(
                tree, "etc/postfix", PostfixSettingsGoldenTest.platform("3.7.11"), NO_DOVECOT)
            .smtpRelays()
            .get(0);
    assertThat(relay.trustedNetworks())
        .isInstanceOfSatisfying(
            Fact.Unknown.class,
            trusted -> assertThat(trusted.reason()).contains("/etc/postfix/networks", "no text"));
  }

  @Test
  void knowsOfAnUnknownVersionWhatAllVersionsShare() {
    Contribution posture =
        PostfixPosture.read(
            tree(
                NAMES
                    + """
                    smtpd_tls_security_level = may
                    smtpd_tls_cert_file = /etc/ssl/c.pem
                    smtpd_relay_restrictions = permit_mynetworks, reject_unauth_destination
                    """,
                SMTP),
            "etc/postfix",
            Platform.UNKNOWN,
            NO_DOVECOT);
    Endpoint endpoint = posture.endpoints().get(0);
    assertThat(endpoint.tls().required().is(false)).isTrue();
    assertThat(posture.smtpRelays().get(0).open().is(false)).isTrue();
    assertThat(endpoint.tls().minimum().is(TlsVersion.TLSV1_0))
        .as("the defaults !SSLv2, !SSLv3 and >=TLSv1 mean the same here")
        .isTrue();
  }

  @Test
  void keepsWhatVersionsDifferInUnknownWithTheCandidates() {
    Endpoint endpoint =
        PostfixPosture.read(tree(NAMES, SMTP), "etc/postfix", Platform.UNKNOWN, NO_DOVECOT)
            .endpoints()
            .get(0);
    assertThat(endpoint.state())
        .isInstanceOfSatisfying(
            Fact.Unknown.class,
            state -> {
              assertThat(endpoint.state().possibilities())
                  .containsExactlyInAnyOrder(State.WORKS, State.DEAD);
              assertThat(state.reason())
                  .contains("smtpd_relay_restrictions is", "--software postfix=VERSION");
            });
  }

  @Test
  void infersVersionsFromTheCompatibilityLevel() {
    assertThat(versions("")).hasSizeGreaterThan(5);
    assertThat(versions("compatibility_level = 3.6\n"))
        .allMatch(version -> version.atLeast("3.6"))
        .hasSizeGreaterThan(2);
  }

  @Test
  void readsParametersAsOneServiceDoes() {
    PostfixSettings settings =
        settings(
            HOST + "smtpd_tls_security_level = may\n",
            SMTP
                + "submission inet n - n - - smtpd\n -o smtpd_tls_security_level=encrypt\n"
                + " -o smtpd_banner=$myhostname\\ ESMTP\n");
    assertThat(lines(settings.parameters().service("submission/inet").orElseThrow()))
        .contains(
            "smtpd_tls_security_level = encrypt",
            "service_name = submission",
            "process_name = smtpd",
            "myhostname = mail.example.test");
    assertThat(lines(settings.parameters().service("587/inet").orElseThrow()))
        .contains("smtpd_tls_security_level = encrypt");
    assertThat(lines(settings.parameters().service("smtp/inet").orElseThrow()))
        .contains("smtpd_tls_security_level = may");
    assertThat(settings.parameters().service("imap/inet")).isEmpty();
    assertThat(lines(settings.overrides()))
        .contains("submission/inet/smtpd_tls_security_level = encrypt");
    assertThat(settings.overrides().get(0).origin())
        .isInstanceOfSatisfying(
            Origin.Setting.class,
            origin -> assertThat(origin.span().file()).isEqualTo("etc/postfix/master.cf"));
  }

  @Test
  void saysWhatItAssumesOfADovecotThatIsNotThere() {
    Endpoint endpoint =
        read(HOST + "smtpd_sasl_auth_enable = yes\nsmtpd_sasl_type = dovecot\n", SMTP)
            .endpoints()
            .get(0);
    Fact<Boolean> cleartext = endpoint.authentication().cleartext();
    assertThat(cleartext.is(true)).isTrue();
    assertThat(cleartext.origins())
        .contains(
            new Origin.Assumption(
                "smtpd asks a Dovecot whose configuration is not among the files; its default,"
                    + " auth_mechanisms = plain, is assumed"));
    assertThat(endpoint.authentication().mechanismsBeforeTls().isKnown()).isFalse();
  }

  @Test
  void allowsNoProtocolThatTheLibraryDoesNotHave() {
    String anything = "smtpd_tls_security_level = may\nsmtpd_tls_protocols = $nowhere\n";
    assertThat(
            read(HOST + anything, SMTP).endpoints().get(0).tls().minimum().is(TlsVersion.TLSV1_0))
        .isTrue();
  }

  /** Each was asked of smtpd 3.7.11. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "import_environment = LANG=C OPENSSL_CONF=/etc/postfix/own.cnf ; false",
        "import_environment = OPENSSL_CONF=/x OPENSSL_CONF=/etc/postfix/own.cnf ; false",
        "tls_config_file = /etc/postfix/own.cnf ; false",
        "tls_config_file = none ; true",
        "import_environment = MAIL_CONFIG OPENSSL_CONF ; true"
      })
  void readsTheConfigurationOfOpensslThatTheEnvironmentNames(String main, boolean works) {
    Map<String, byte[]> files = new TreeMap<>();
    files.put("etc/postfix/master.cf", bytes(Instance.SMTP));
    files.put(
        "etc/postfix/main.cf",
        bytes(
            Instance.HOST
                + "smtpd_tls_security_level = may\nsmtpd_tls_chain_files = /etc/ssl/mail.pem\n"
                + "import_environment = OPENSSL_CONF=/etc/postfix/own.cnf\n"
                + main
                + "\n"));
    files.put(
        "etc/postfix/own.cnf",
        bytes(
            """
            openssl_conf = start
            [start]
            ssl_conf = tls
            [tls]
            system_default = defaults
            [defaults]
            Ciphersuites =
            """));
    Fact<List<TlsVersion>> versions =
        Instance.read(new MemoryTree(files)).endpoints().get(0).tls().versions();
    assertThat(versions.toOptional().orElseThrow().isEmpty()).isEqualTo(!works);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void doesNotGuessTheMechanismsOfCyrus() {
    Fact<Boolean> cleartext =
        read(HOST + "smtpd_sasl_auth_enable = yes\nsmtpd_sasl_type = cyrus\n", SMTP)
            .endpoints()
            .get(0)
            .authentication()
            .cleartext();
    assertThat(cleartext).isInstanceOf(Fact.Unknown.class);
  }

  /** Address, families, and who gets there in each family. */
  private static List<String> listens(String main, String master) {
    return read(HOST + main, master).endpoints().stream()
        .map(
            endpoint ->
                "%s %s %s %s"
                    .formatted(
                        endpoint.address().toOptional().orElse("?"),
                        endpoint.families().toOptional().orElse(List.of()),
                        endpoint.exposure().v4().toOptional().map(Reach::name).orElse("?"),
                        endpoint.exposure().v6().toOptional().map(Reach::name).orElse("?")))
        .toList();
  }

  private static List<Version> versions(String main) {
    return List.copyOf(
        PostfixSettings.read(tree(NAMES + main, SMTP), "etc/postfix", Platform.UNKNOWN)
            .version()
            .possibilities());
  }

  private static List<String> lines(List<Parameter> parameters) {
    return parameters.stream().map(Parameter::toString).toList();
  }

  private static PostfixSettings settings(String main, String master) {
    return PostfixSettings.read(
        tree(main, master), "etc/postfix", PostfixSettingsGoldenTest.platform("3.7.11"));
  }
}
