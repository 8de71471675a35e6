package dev.postern.policy.cases;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.host.HostFinder;
import dev.postern.host.HostOptions;
import dev.postern.host.HostReader;
import dev.postern.net.Networks;
import dev.postern.policy.Finding;
import dev.postern.policy.Judge;
import dev.postern.policy.Verdict;
import dev.postern.policy.read.PolicyLoader;
import dev.postern.posture.Host;
import dev.postern.posture.service.SoftwareName;
import dev.postern.posture.service.Version;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A Dovecot and a Postfix set up as a guideline says pass that guideline, and fail the next
 * stricter one.
 */
class GuidelinesTest {
  private static final HostOptions OPTIONS =
      new HostOptions(
          Map.of(
              SoftwareName.DOVECOT, Version.of("2.3.19"),
              SoftwareName.POSTFIX, Version.of("3.7.11"),
              SoftwareName.OPENSSL, Version.of("3.0")),
          Networks.ANY,
          () -> LocalDate.of(2026, 11, 25));

  private static final String INTERMEDIATE =
      "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384"
          + ":ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305"
          + ":ECDHE-RSA-CHACHA20-POLY1305";
  private static final String WITH_DHE =
      INTERMEDIATE
          + ":DHE-RSA-AES128-GCM-SHA256:DHE-RSA-AES256-GCM-SHA384:DHE-RSA-CHACHA20-POLY1305";
  private static final String RECOMMENDED =
      "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384"
          + ":ECDHE-RSA-AES256-GCM-SHA384";
  private static final String OLD =
      INTERMEDIATE
          + ":ECDHE-ECDSA-AES128-SHA256:ECDHE-RSA-AES128-SHA256:ECDHE-ECDSA-AES128-SHA"
          + ":ECDHE-RSA-AES128-SHA:ECDHE-ECDSA-AES256-SHA384:ECDHE-RSA-AES256-SHA384"
          + ":ECDHE-ECDSA-AES256-SHA:ECDHE-RSA-AES256-SHA:AES128-GCM-SHA256:AES256-GCM-SHA384:AES128-SHA256"
          + ":AES256-SHA256:AES128-SHA:AES256-SHA:DES-CBC3-SHA";
  private static final Map<String, String> LISTS =
      Map.of(
          "intermediate",
          INTERMEDIATE,
          "dhe",
          WITH_DHE,
          "old",
          OLD,
          "old-dhe",
          OLD + ":DHE-RSA-AES128-SHA256:DHE-RSA-AES256-GCM-SHA384",
          "modern",
          INTERMEDIATE,
          "recommended",
          RECOMMENDED,
          "aes-gcm",
          RECOMMENDED,
          "aes",
          RECOMMENDED + ":ECDHE-RSA-AES128-SHA256:ECDHE-ECDSA-AES128-SHA256");

  /** A pack of its own, which demands more than what is negotiated. */
  private static final String DEMANDS_MORE = "bsi-tr-03108";

  private static final Path CASES = Path.of("src/main/resources/rules/CERT");
  private static final Map<String, Path> CERTIFICATES =
      Map.of(
          "rsa",
          CASES.resolve("CERT-002-self-signed-certificate/cases/signed.pass"),
          "ecdsa",
          CASES.resolve("CERT-004-weak-certificate/cases/ecdsa.pass"));

  @TempDir Path folder;

  /**
   * Sets both up, and judges them twice.
   *
   * @param stricter a guideline that the same host does not meet; {@code none} where it is the
   *     strictest
   */
  @ParameterizedTest
  @CsvSource({
    "mozilla-modern-6.0, modern, TLSv1.3, ecdsa, none",
    "mozilla-modern-5.8, modern, TLSv1.3, ecdsa, none",
    "mozilla-modern-5.7, modern, TLSv1.3, ecdsa, none",
    "mozilla-intermediate-6.0, modern, TLSv1.3, rsa, mozilla-modern-6.0",
    "mozilla-intermediate-6.0, intermediate, TLSv1.2, rsa, mozilla-modern-6.0",
    "mozilla-intermediate-5.8, intermediate, TLSv1.2, rsa, mozilla-modern-5.8",
    "mozilla-intermediate-5.7, dhe, TLSv1.2, rsa, mozilla-intermediate-5.8",
    "mozilla-old-5.8, old, TLSv1, rsa, mozilla-intermediate-5.8",
    "mozilla-old-5.7, old-dhe, TLSv1, rsa, mozilla-old-5.8",
    "nist-sp-800-52r2, aes, TLSv1.2, rsa, rfc-9325",
    "rfc-9325, recommended, TLSv1.2, rsa, ncsc-nl-2025",
    "ncsc-nl-2025, intermediate, TLSv1.2, ecdsa, bsi-tr-02102-2",
    "nist-sp-800-52r2, aes, TLSv1.2, rsa, bsi-tr-03116-4",
    "bsi-tr-02102-2, aes, TLSv1.2, ecdsa, mozilla-modern-6.0",
    "bsi-tr-03116-4, aes-gcm, TLSv1.2, ecdsa, mozilla-modern-6.0",
    "pci-dss-4, old, TLSv1.2, rsa, rfc-9325",
    "bsi-tr-03108, aes-gcm, TLSv1.2, ecdsa, mozilla-modern-6.0",
  })
  void aHostSetUpByItPassesItAndFailsTheStricterOne(
      String guideline, String list, String minimum, String certificate, String stricter)
      throws Exception {
    write(list, minimum, certificate);

    assertThat(failures(guideline.equals(DEMANDS_MORE) ? guideline : "guideline-" + guideline))
        .isEmpty();
    if (!stricter.equals("none")) {
      assertThat(failures("guideline-" + stricter))
          .anyMatch(failure -> failure.contains("dovecot"))
          .anyMatch(failure -> failure.contains("postfix"));
    }
  }

  /**
   * NIST and BSI name neither ChaCha20 nor x25519. Postfix cannot choose suites of TLS 1.3, but
   * OpenSSL's own configuration can.
   */
  private void write(String name, String minimum, String certificate) throws Exception {
    String list = LISTS.getOrDefault(name, "");
    boolean aes = name.startsWith("aes");
    String groups = aes ? "prime256v1 secp384r1" : "X25519 prime256v1 secp384r1";
    Path certificates = Files.createDirectories(folder.resolve("etc/ssl/certs"));
    Files.copy(
        CERTIFICATES.getOrDefault(certificate, CASES).resolve("etc/ssl/certs/mail.pem"),
        certificates.resolve("mail.pem"));
    Files.writeString(
        folder.resolve("etc/ssl/openssl.cnf"),
        """
        openssl_conf = start
        [start]
        ssl_conf = tls
        [tls]
        system_default = defaults
        [defaults]
        %s
        """
            .formatted(aes ? "Ciphersuites = TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384" : ""));
    Path dovecot = Files.createDirectories(folder.resolve("etc/dovecot"));
    Files.writeString(
        dovecot.resolve("dovecot.conf"),
        """
        protocols = imap
        ssl = required
        ssl_cert = </etc/ssl/certs/mail.pem
        ssl_key = </etc/ssl/private/mail.key
        ssl_dh = </etc/ssl/dh.pem
        ssl_min_protocol = %s
        ssl_cipher_list = %s
        ssl_curve_list = %s
        """
            .formatted(minimum, list, groups.replace(' ', ':')));
    Path postfix = Files.createDirectories(folder.resolve("etc/postfix"));
    Files.writeString(
        postfix.resolve("main.cf"),
        """
        compatibility_level = 3.6
        smtpd_tls_security_level = may
        smtpd_tls_chain_files = /etc/ssl/private/mail.key, /etc/ssl/certs/mail.pem
        smtpd_tls_mandatory_protocols = >=%1$s
        smtpd_tls_protocols = >=%1$s
        smtpd_tls_mandatory_ciphers = medium
        tls_medium_cipherlist = %2$s
        tls_eecdh_auto_curves = %3$s
        smtp_tls_security_level = dane
        smtp_dns_support_level = dnssec
        """
            .formatted(minimum, list, groups));
    Files.writeString(
        postfix.resolve("master.cf"),
        """
        submissions inet n - y - - smtpd
          -o smtpd_tls_wrappermode=yes
        """);
  }

  /** What a pack finds in the handshakes, each with the daemon that it speaks of. */
  private Set<String> failures(String pack) throws Exception {
    Host host = HostReader.read(new HostFinder().find(List.of(folder)).get(0), OPTIONS);
    Set<String> failures = new TreeSet<>();
    for (Finding finding : Judge.judge(host, PolicyLoader.builtIn(List.of(pack)))) {
      boolean judged = finding.rule().startsWith("TLS") || finding.rule().equals("CERT-004");
      if (finding.verdict() == Verdict.FAIL && judged) {
        boolean imap = finding.subject().id().startsWith("imap");
        failures.add((imap ? "dovecot " : "postfix ") + finding.rule() + " " + finding.message());
      }
    }
    return failures;
  }
}
