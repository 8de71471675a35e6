package dev.postern.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.fact.Fact;
import dev.postern.fact.Origin;
import dev.postern.posture.service.Platform;
import dev.postern.posture.service.SoftwareName;
import dev.postern.posture.service.Version;
import dev.postern.posture.tls.Suite;
import dev.postern.source.MemoryTree;
import dev.postern.source.Span;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The cryptographic policy of Red Hat's distributions, as far as the files tell it. */
class SystemPolicyTest {
  private static final String CONFIGURATION =
      """
      openssl_conf = default_conf
      [default_conf]
      ssl_conf = ssl_module
      [ssl_module]
      system_default = crypto_policy
      [crypto_policy]
      .include = /etc/crypto-policies/back-ends/opensslcnf.config
      """;

  private static final Map<String, String> BACK_ENDS =
      Map.of(
          "etc/crypto-policies/back-ends/opensslcnf.config",
          """
          CipherString = @SECLEVEL=3:kEECDH:!aNULL
          Ciphersuites = TLS_AES_256_GCM_SHA384
          TLS.MinProtocol = TLSv1.2
          DTLS.MaxProtocol = DTLSv1.2
          """,
          "etc/crypto-policies/back-ends/openssl.config",
          "@SECLEVEL=3:ECDHE+AESGCM\n");

  @Test
  void theBackEndsTellLevelAndSuites() {
    HostTls host = host(BACK_ENDS);

    Build build = host.build("1.1.1").toOptional().orElseThrow();

    assertThat(build.level()).isEqualTo(3);
    assertThat(build.tls13("")).extracting(Suite::name).containsExactly("TLS_AES_256_GCM_SHA384");
    assertThat(host.files()).extracting(file -> file.source().path()).hasSize(2);
  }

  @Test
  void profileSystemIsWhatTheBackEndSays() {
    HostTls host = host(BACK_ENDS);
    Build build = host.build("1.1.1").toOptional().orElseThrow();

    CipherString.Result list =
        host.select("PROFILE=SYSTEM:!AES256", build).toOptional().orElseThrow();

    assertThat(((CipherString.Selected) list).suites())
        .extracting(Suite::name)
        .containsExactly("ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-RSA-AES128-GCM-SHA256");
  }

  @Test
  void theNameOfThePolicyTellsTheLevelWhereItsBackEndsAreMissing() {
    assertThat(levels("DEFAULT\n"))
        .isEqualTo(
            Fact.known(
                2,
                new Origin.Setting(
                    new Span("etc/crypto-policies/state/current", 1, 1, 1, 8), "DEFAULT")));
    assertThat(levels("LEGACY\n").possibilities()).containsExactlyInAnyOrder(1, 2);
    assertThat(levels("FUTURE\n").possibilities()).containsExactly(3);
    assertThat(levels("DEFAULT:OURS\n").possibilities()).containsExactlyInAnyOrder(1, 2, 3);
  }

  @Test
  void withoutAnyOfThemProfileSystemIsUnknown() {
    HostTls host = host(Map.of("etc/crypto-policies/config", "DEFAULT\n"));

    assertThat(host.build("1.1.1").map(Build::level).possibilities())
        .containsExactlyInAnyOrder(1, 2, 3);
    Fact<CipherString.Result> list = host.select("PROFILE=SYSTEM", new Build(Version.of("3.0"), 2));
    assertThat(list.isKnown()).isFalse();
    assertThat(list.map(CipherString.Selected.class::isInstance).is(true)).isTrue();
  }

  @Test
  void whatTheListAddsIsRead() {
    HostTls host = host(Map.of("etc/crypto-policies/config", "DEFAULT\n"));

    Fact<Boolean> rsa =
        host.select("PROFILE=SYSTEM:!kRSA", new Build(Version.of("3.0"), 2))
            .map(
                list ->
                    ((CipherString.Selected) list)
                        .suites().stream().anyMatch(suite -> suite.keyExchange().equals("RSA")));
    assertThat(rsa.is(false)).isTrue();
  }

  @Test
  void whereTheDistributionIsNotKnownTheWordMayBeNone() {
    HostTls host = new HostTls(new MemoryTree(Map.of()), Platform.UNKNOWN);

    assertThat(
            host.select("PROFILE=SYSTEM", new Build(Version.of("1.1.1"), 2))
                .map(CipherString.Selected.class::isInstance)
                .possibilities())
        .containsExactlyInAnyOrder(true, false);
  }

  @ParameterizedTest
  @CsvSource({
    "PROFILE=SYSTEM, 1.1.1, 2",
    "ALL, 1.1.1, 2",
    "ALL:@SECLEVEL=1, 1.1.1, 2",
    "HIGH:!aNULL, 1.1.1, 2",
    "HIGH:!aNULL:!3DES, 1.1.1, 1",
    "ECDHE+AESGCM, 1.1.1, 1",
    "ALL, 3.0, 1",
  })
  void redHatsOldLibraryMayHaveWeakSuites(String list, String version, int possibilities) {
    HostTls host = host(Map.of("etc/crypto-policies/config", "DEFAULT\n"));

    assertThat(
            host.select(list, new Build(Version.of(version), 1))
                .map(SystemPolicyTest::hasWeakSuites)
                .possibilities())
        .hasSize(possibilities);
  }

  private static boolean hasWeakSuites(CipherString.Result result) {
    return ((CipherString.Selected) result)
        .suites().stream().anyMatch(suite -> Set.of("3DES", "RC4").contains(suite.encryption()));
  }

  private static Fact<Integer> levels(String policy) {
    return host(Map.of("etc/crypto-policies/state/current", policy))
        .build("1.1.1")
        .map(Build::level);
  }

  private static HostTls host(Map<String, String> more) {
    Map<String, byte[]> files = new TreeMap<>();
    files.put("etc/pki/tls/openssl.cnf", CONFIGURATION.getBytes(StandardCharsets.UTF_8));
    more.forEach((path, text) -> files.put(path, text.getBytes(StandardCharsets.UTF_8)));
    return new HostTls(
        new MemoryTree(files),
        new Platform(
            Map.of(SoftwareName.OPENSSL, Fact.known(Version.of("3.0.7"))),
            Platform.UNKNOWN.distribution()));
  }
}
