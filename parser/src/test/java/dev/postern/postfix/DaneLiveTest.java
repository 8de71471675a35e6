package dev.postern.postfix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.posture.mail.Outbound;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Clients of the installed Postfix hand mail to servers that publish keys in signed DNS, their own
 * or another's, and to servers that publish none: whom they trust is what the posture says.
 */
class DaneLiveTest {
  private static final String DANE = " | smtp | smtp_tls_security_level=dane";
  private static final String ONLY = " | smtp | smtp_tls_security_level=dane-only";
  private static final String SIGNED = " | smtp_dns_support_level=dnssec";
  private static final String LOCAL = " | lmtp | lmtp_dns_support_level=dnssec";

  private static final List<String> CLIENTS =
      List.of(
          "may | smtp | smtp_tls_security_level=may" + SIGNED,
          "dane" + DANE + SIGNED,
          "only" + ONLY + SIGNED,
          "unsigned" + DANE,
          "onlyunsigned" + ONLY,
          "letters | smtp | smtp_tls_security_level=DANE | smtp_dns_support_level=DNSSEC",
          "native" + DANE + SIGNED + " | smtp_host_lookup=native",
          "onlynative" + ONLY + SIGNED + " | smtp_host_lookup=native",
          "both" + DANE + SIGNED + " | smtp_host_lookup=native, dns",
          "search" + DANE + SIGNED + " | smtp_dns_resolver_options=res_dnsrch",
          "onlynames" + ONLY + SIGNED + " | smtp_dns_resolver_options=res_defnames",
          "ignoring" + DANE + SIGNED + " | ignore_mx_lookup_error=yes",
          "policy | smtp | smtp_tls_policy_maps=static:dane" + SIGNED,
          "policyonly | smtp | smtp_tls_policy_maps=static:dane-only" + SIGNED,
          "policymay" + ONLY + SIGNED + " | smtp_tls_policy_maps=static:may",
          "local" + LOCAL + " | lmtp_tls_security_level=dane",
          "localonly" + LOCAL + " | lmtp_tls_security_level=dane-only",
          "localignoring" + LOCAL + " | lmtp_tls_security_level=dane | ignore_mx_lookup_error=yes",
          "digest512" + DANE + SIGNED + " | tls_dane_digests=sha512",
          "digestnone" + DANE + SIGNED + " | tls_dane_digests=bogus, sha256=2, sha256=x",
          "digestcolon" + DANE + SIGNED + " | tls_dane_digests=sha512:sha256",
          "digestonly" + ONLY + SIGNED + " | tls_dane_digests=sha512",
          "both256" + DANE + SIGNED + " | tls_dane_digests=bogus SHA512=2,SHA256=1",
          "localunsigned | lmtp | lmtp_tls_security_level=dane" + SIGNED);

  @TempDir Path temp;

  @Test
  void trustsWhomThePostureForetells() throws IOException {
    LiveClients clients = new LiveClients(LiveClients.MAIN, CLIENTS);
    Map<String, Map<String, Object>> met = clients.met(temp, "dane");
    Map<String, Outbound> foretold = clients.foretold();
    assertThat(foretold).hasSameSizeAs(CLIENTS);
    SoftAssertions every = new SoftAssertions();
    foretold.forEach(
        (name, client) ->
            every.assertThat(met.get(name)).as(name).isEqualTo(servers(name, client)));
    every.assertAll();
  }

  private static Map<String, Object> servers(String name, Outbound client) {
    boolean dane = client.dane().toOptional().orElseThrow();
    return switch (client.usualLevel().toOptional().orElseThrow()) {
      case MAY -> opportunistic();
      case DANE -> {
        Map<String, Object> met = dane ? byKeys(opportunistic()) : opportunistic();
        if (name.startsWith("digest")) {
          // Keys of which the digest is not known still make TLS a must.
          met.put("plainpublished", "kept");
        }
        yield met;
      }
      case DANE_ONLY -> {
        Map<String, Object> met = opportunistic();
        met.replaceAll((server, any) -> "kept");
        if (dane) {
          met.put("published", "tls");
        }
        yield met;
      }
      default -> Map.of();
    };
  }

  private static Map<String, Object> opportunistic() {
    return new HashMap<>(
        Map.of(
            "keyless", "tls",
            "published", "tls",
            "another", "tls",
            "plainpublished", "clear",
            "plainkeyless", "clear",
            "unsigned", "tls",
            "unsignedplain", "clear"));
  }

  /** Who publishes a signed key must have it. */
  private static Map<String, Object> byKeys(Map<String, Object> met) {
    met.put("another", "kept");
    met.put("plainpublished", "kept");
    return met;
  }
}
