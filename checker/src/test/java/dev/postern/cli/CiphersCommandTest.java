package dev.postern.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** {@code postern ciphers}, as scripts use it. */
class CiphersCommandTest {
  @Test
  void printsASuiteALineInOrderOfPreference() {
    Run run = Run.of("ciphers", "ECDHE+AESGCM:!aNULL", "--tls", "1.2");

    assertThat(run.status()).isZero();
    assertThat(run.out())
        .isEqualTo(
            """
            ECDHE-ECDSA-AES256-GCM-SHA384
            ECDHE-RSA-AES256-GCM-SHA384
            ECDHE-ECDSA-AES128-GCM-SHA256
            ECDHE-RSA-AES128-GCM-SHA256
            """);
  }

  @Test
  void suitesOfTls13ComeFirst() {
    assertThat(Run.of("ciphers", "AES128-SHA").out())
        .isEqualTo(
            """
            TLS_AES_256_GCM_SHA384
            TLS_CHACHA20_POLY1305_SHA256
            TLS_AES_128_GCM_SHA256
            AES128-SHA
            """);
  }

  @Test
  void jsonTellsTheAttributes() {
    assertThat(
            Run.of("ciphers", "AES128-GCM-SHA256", "--tls=1.2", "--format=json")
                .out()
                .replaceAll("\\s+", " "))
        .isEqualTo(
            "[ { \"name\": \"AES128-GCM-SHA256\", \"iana\": \"TLS_RSA_WITH_AES_128_GCM_SHA256\","
                + " \"protocol\": \"TLSv1.2\", \"key-exchange\": \"RSA\", \"authentication\":"
                + " \"RSA\", \"encryption\": \"AESGCM\", \"bits\": 128, \"mac\": \"AEAD\" } ] ");
  }

  @Test
  void oldLibrariesKnowWhatNewOnesDoNot() {
    assertThat(Run.of("ciphers", "RC4-SHA", "--library", "openssl-1.0.2").out())
        .isEqualTo("RC4-SHA\n");
    assertThat(Run.of("ciphers", "RC4-SHA").status()).isEqualTo(2);
  }

  @Test
  void whatOpenSslRefusesIsAUsageError() {
    Run run = Run.of("ciphers", "HIGH:! aNULL");

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains("' ' at character 7 cannot stand where a word is expected");
  }

  @Test
  void aListThatOnlyTheLevelEmptiesIsNone() {
    Run run = Run.of("ciphers", "aNULL", "--seclevel", "1", "--tls", "1.2");

    assertThat(run.status()).isZero();
    assertThat(run.out()).isEmpty();
  }

  @Test
  void theStringsOwnLevelHolds() {
    assertThat(Run.of("ciphers", "ADH-AES256-SHA:@SECLEVEL=0", "--tls=1.2").out())
        .isEqualTo("ADH-AES256-SHA\n");
  }

  @Test
  void aWrongLevelOrLibraryIsAUsageError() {
    assertThat(Run.of("ciphers", "ALL", "--seclevel", "6").status()).isEqualTo(2);
    assertThat(Run.of("ciphers", "ALL", "--library", "gnutls").status()).isEqualTo(2);
  }
}
