package dev.postern.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Waivers of postern.yaml and of the configuration itself. */
class WaiversTest {
  private static final String CONFIGURATION =
      """
      protocols = imap
      ssl = yes
      %sdisable_plaintext_auth = no
      ssl_cert = </etc/ssl/certs/a.pem
      ssl_key = </etc/ssl/private/a.key
      passdb {
        driver = pam
      }
      """;

  @TempDir Path directory;

  @BeforeEach
  void host() throws IOException {
    Files.createDirectories(directory.resolve("mx1/etc/dovecot"));
    Files.createDirectories(directory.resolve(".git"));
    write(CONFIGURATION.formatted(""));
  }

  private void write(String configuration) throws IOException {
    Files.writeString(directory.resolve("mx1/etc/dovecot/dovecot.conf"), configuration);
  }

  private void waiver(String rule, String until) throws IOException {
    Files.writeString(
        directory.resolve("postern.yaml"),
        """
        waivers:
          - rule: %s
            subject: imap 143/tcp *
            host: mx1
            reason: legacy scanner
            owner: mail-team
            until: %s
        """
            .formatted(rule, until));
  }

  private Run check(String day) {
    return check(day, "concise");
  }

  private Run check(String day, String format) {
    return Run.on(day)
        .run(
            "check",
            "--only=AUTH-001",
            "--software=dovecot=2.3.19",
            "--show=fail,waived",
            "-f",
            format,
            directory.resolve("mx1").toString());
  }

  @Test
  void withoutAWaiverTheFindingCounts() {
    assertThat(check("2026-11-22").status()).isEqualTo(1);
  }

  @Test
  void aWaiverHoldsToItsLastDay() throws IOException {
    waiver("AUTH-001", "2026-11-22");

    Run run = check("2026-11-22");

    assertThat(run.status()).isZero();
    assertThat(run.out())
        .contains("waived[AUTH-001]")
        .contains("(waived until 2026-11-22: legacy scanner, mail-team)");
    assertThat(run.err()).isEmpty();
  }

  @Test
  void theReportStatesTheDayThatDecided() throws IOException {
    waiver("AUTH-001", "2026-11-22");

    assertThat(check("2026-11-21", "text").out()).endsWith("judged as of 2026-11-21\n");
    assertThat(check("2026-11-21", "json").out()).contains("\"today\": \"2026-11-21\"");
  }

  @Test
  void withoutAWaiverAndACertificateNoDayIsStated() {
    assertThat(check("2026-11-21", "text").out()).doesNotContain("2026-11-21");
    assertThat(check("2026-11-21", "json").out()).doesNotContain("2026-11-21");
  }

  @Test
  void theDayAfterTheFindingCountsAgain() throws IOException {
    waiver("AUTH-001", "2026-11-22");

    Run run = check("2026-11-23");

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err()).contains("postern.yaml:2:5").contains("ran out on 2026-11-22");
  }

  @Test
  void aBrokenDateCountsAsExpired() throws IOException {
    waiver("AUTH-001", "2026-02-30");

    assertThat(check("2026-01-01").status()).isEqualTo(1);
    assertThat(check("2026-01-01").err()).contains("no date that can be read");
  }

  @Test
  void aWaiverOfAnotherHostMatchesNothing() throws IOException {
    waiver("AUTH-001", "2026-12-31");
    Files.writeString(
        directory.resolve("postern.yaml"),
        Files.readString(directory.resolve("postern.yaml")).replace("143", "144"));

    assertThat(check("2026-11-22").status()).isEqualTo(1);
    assertThat(check("2026-11-22").err()).contains("matches nothing; take it out");
  }

  @Test
  void aCommentBeforeTheSettingWaivesToo() throws IOException {
    write(CONFIGURATION.formatted("# postern: allow AUTH-001 until 2026-12-31 – old scanner\n"));

    Run run = check("2026-11-22");

    assertThat(run.out()).contains("(waived until 2026-12-31: old scanner)");
    assertThat(run.status()).isZero();
    assertThat(check("2027-01-01").status()).isEqualTo(1);
  }

  @Test
  void aMistakeInTheFileIsShownInItsPlace() throws IOException {
    Files.writeString(directory.resolve("postern.yaml"), "polcy: strict\n");

    Run run = check("2026-11-22");

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains("postern.yaml:1:1:").contains("did you mean \"policy\"");
  }
}
