package dev.postern.postfix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.fact.Fact;
import dev.postern.posture.mail.DestinationPolicy;
import dev.postern.posture.mail.Outbound;
import dev.postern.posture.tls.TlsVersion;
import dev.postern.source.MemoryTree;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the SMTP clients demand of other servers, and show them. */
class SmtpClientsTest {
  private static final String LOGIN =
      """
      relayhost = [relay.example.net]:587
      smtp_sasl_auth_enable = yes
      smtp_sasl_password_maps = inline:{[relay.example.net]:587=me:secret}
      smtp_sasl_security_options =
      """;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''                                                                      | NONE",
        "smtp_tls_security_level = May                                           | MAY",
        "smtp_use_tls = yes                                                      | MAY",
        "smtp_enforce_tls = yes                                                  | VERIFY",
        "{smtp_enforce_tls = yes}{smtp_tls_enforce_peername = no}               | ENCRYPT",
        "{smtp_enforce_tls = yes}{smtp_tls_security_level = none}               | NONE",
        "smtp_tls_security_level = dane-only                                     | DANE_ONLY"
      })
  void readsTheLevelFromNewAndOldParameters(String main, Outbound.Level level) {
    assertThat(smtp(main.replaceAll("[{}]", "\n")).level().is(level)).as(main).isTrue();
  }

  @Test
  void waitsWhereTheLevelIsNone() {
    assertThat(smtp("smtp_tls_security_level = bogus\n").level().is(Outbound.Level.INVALID))
        .isTrue();
  }

  @Test
  void asksForPublishedKeysOnlyWithSignatures() {
    String dane = "smtp_tls_security_level = dane\n";
    assertThat(smtp(dane).dane().is(false)).isTrue();
    assertThat(smtp(dane + "smtp_dns_support_level = dnssec\n").dane().is(true)).isTrue();
    String noDns = dane + "smtp_dns_support_level = dnssec\nsmtp_host_lookup = native\n";
    assertThat(smtp(noDns).dane().is(false)).isTrue();
  }

  /** Before 3.6 one wrong word was the end of it (add_digest() of 3.5's tls/tls_dane.c). */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sha512 sha256         | true  | true",
        "SHA256=1              | true  | true",
        "sha256=               | true  | true",
        "sha256=01             | true  | true",
        "=1                    | true  | false",
        "sha512                | false | false",
        "sha256 bogus          | false | true",
        "sha256 bogus=7        | false | true",
        "sha256 sha1=7         | true  | true",
        "sha256 sha1           | false | true",
        "sha256 sha1=2         | false | true",
        "sha256 sha512=3       | false | true",
        "sha256 sha256         | false | true",
        "sha256 sha256=1       | false | true",
        "sha256 =1             | false | false",
        "sha256 =2             | true  | true",
        "sha256 =0             | false | true",
        "sha256 =              | false | true",
        "sha256 =7             | false | true",
        "sha256 sha1=255       | true  | true",
        "sha256 sha1=256       | false | true",
        "sha256 sha1=x         | false | true",
        "sha512:sha256         | false | false"
      })
  void knowsDigestsAsTheVersionReadsThem(String digests, boolean before, boolean since) {
    String main =
        "smtp_tls_security_level = dane\nsmtp_dns_support_level = dnssec\ntls_dane_digests = %s\n"
            .formatted(digests);
    assertThat(smtp(main, "3.5.25").dane().is(before)).as("3.5: %s", digests).isTrue();
    assertThat(smtp(main).dane().is(since)).as("3.7: %s", digests).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "smtp_tls_security_level = may                                              | true",
        "smtp_tls_security_level = dane                                             | true",
        "smtp_tls_security_level = encrypt                                          | false",
        "smtp_tls_policy_maps = inline:{[relay.example.net]:587=secure}             | false",
        "smtp_tls_policy_maps = inline:{relay.example.net=secure}                   | true",
        "smtp_tls_per_site = inline:{[relay.example.net]:587=MUST}                  | false",
        "smtp_sasl_mechanism_filter = cram-md5                                      | false",
        "smtp_sasl_security_options = noanonymous, noplaintext                      | false",
        "smtp_sasl_auth_enable = no                                                 | false",
        "smtp_tls_wrappermode = yes                                                 | false",
      })
  void tellsWhetherAPasswordGoesOutInClear(String setting, boolean clear) {
    assertThat(smtp(LOGIN + setting + "\n").credentialsInClear().is(clear)).as(setting).isTrue();
  }

  @Test
  void doesNotKnowWhatATableSaysThatIsNotThere() {
    assertThat(smtp(LOGIN + "smtp_tls_policy_maps = hash:/etc/postfix/policy\n"))
        .satisfies(client -> assertThat(client.credentialsInClear().isKnown()).isFalse());
  }

  @Test
  void knowsWhichClientIsUsed() {
    assertThat(smtp("").used().is(true)).isTrue();
    assertThat(smtp("default_transport = relay\n").used().is(false)).isTrue();
    String filter = "default_transport = relay\ncontent_filter = smtp:";
    for (String here :
        List.of("[127.0.0.1]:10024", "inet:[::1]:10024", "localhost:10024", "[127.0.0.1]")) {
      assertThat(smtp(filter + here + "\n").used().is(false)).as(here).isTrue();
    }
    assertThat(smtp(filter + "[192.0.2.1]:10024\n").used().is(true)).isTrue();
    String tables = "default_transport = relay\ntransport_maps = hash:/etc/postfix/transport\n";
    assertThat(smtp(tables).used().isKnown()).isFalse();
    String listed = "default_transport = relay\ntransport_maps = inline:{example.org=";
    assertThat(smtp(listed + "smtp:[192.0.2.1]}\n").used().is(true)).isTrue();
    assertThat(smtp(listed + "smtp:[127.0.0.1]:2525}\n").used().is(false)).isTrue();
    assertThat(smtp(listed + "lmtp:[192.0.2.1]}\n").used().is(false)).isTrue();
    String patterns =
        "default_transport = relay\ntransport_maps = static:discard, regexp:{/x/ relay}\n";
    assertThat(smtp(patterns).used().isKnown()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "smtp_tls_wrappermode = yes                                              | INVALID",
        "smtp_tls_wrappermode = yes; smtp_tls_security_level = encrypt         | ENCRYPT",
        "smtp_tls_security_level = fingerprint                                   | INVALID",
        "smtp_tls_security_level = fingerprint; smtp_tls_fingerprint_cert_match = 00:11 | FINGERPRINT",
        "smtp_tls_policy_maps = static:{secure match=example.com ciphers=high}   | SECURE",
        "smtp_tls_policy_maps = static:{fingerprint match=00:11}                 | FINGERPRINT",
        "smtp_tls_policy_maps = static:{encrypt match=example.com}               | INVALID",
        "smtp_tls_policy_maps = static:{may ciphers=high ciphers=medium}         | INVALID",
        "smtp_tls_policy_maps = static:{may ciphers=}                            | INVALID",
        "smtp_tls_policy_maps = static:{may protocols}                           | INVALID",
        "smtp_tls_policy_maps = static:{may connection_reuse=maybe}              | INVALID",
        "smtp_tls_policy_maps = static:{may enable_rpk=yes}                      | INVALID",
        "smtp_tls_policy_maps = static:{none whatever}                           | NONE",
        "smtp_tls_policy_maps = static:{mandatory}                               | INVALID",
        "smtp_tls_per_site = static:MAY                                          | MAY",
        "smtp_tls_per_site = static:MAY; smtp_tls_security_level = encrypt     | ENCRYPT",
        "smtp_tls_per_site = static:NONE; smtp_tls_security_level = encrypt    | NONE",
        "smtp_tls_per_site = static:encrypt                                      | INVALID",
      })
  void readsPoliciesWithTheirAttributes(String main, Outbound.Level level) {
    assertThat(smtp(main.replace("; ", "\n")).usualLevel().is(level)).as(main).isTrue();
  }

  @Test
  void joinsDestinationsOfWhichTheTablesSayTheSame() {
    Outbound client =
        smtp(
            """
            smtp_tls_security_level = may
            smtp_tls_policy_maps = inline:{
              {a.example = encrypt protocols=TLSv1.2}, {b.example = none},
              {.c.example = encrypt protocols=TLSv1.2}}
            """);
    List<DestinationPolicy> policies = client.policies().toOptional().orElseThrow();
    assertThat(policies)
        .extracting(policy -> policy.destinations().toOptional().orElseThrow())
        .containsExactly(List.of("a.example", ".c.example"), List.of("b.example"));
    assertThat(policies.get(0).level().is(Outbound.Level.ENCRYPT)).isTrue();
    assertThat(policies.get(0).tls().maximum().is(TlsVersion.TLSV1_2)).isTrue();
    assertThat(policies.get(1).tls().versions().is(List.of())).isTrue();
    assertThat(client.tls().minimum().is(TlsVersion.TLSV1_0)).isTrue();
  }

  @Test
  void doesNotKnowThePoliciesOfATableElsewhere() {
    Outbound client = smtp("smtp_tls_policy_maps = socketmap:inet:127.0.0.1:8461:postfix\n");
    assertThat(client.policies().isKnown()).isFalse();
    assertThat(client.tls().versions().isKnown()).isFalse();
  }

  private static Outbound smtp(String main) {
    return smtp("compatibility_level = 3.6\n" + main, "3.7.11");
  }

  private static Outbound smtp(String main, String version) {
    MemoryTree tree =
        new MemoryTree(
            Map.of(
                "etc/postfix/main.cf",
                bytes("myhostname = mail.example.test\n" + main),
                "etc/postfix/master.cf",
                bytes("smtp unix - - n - - smtp\n")));
    List<Outbound> clients =
        PostfixPosture.read(
                tree,
                "etc/postfix",
                PostfixSettingsGoldenTest.platform(version),
                Fact.unknown("no Dovecot here"))
            .onHost()
            .outbound();
    assertThat(clients).hasSize(1);
    return clients.get(0);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
