package dev.postern.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.policy.Finding;
import dev.postern.policy.Severity;
import dev.postern.policy.Subject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which findings a person reads as one. */
class EntryTest {
  private final Finding imap = Sample.cleartext();

  @Test
  void findingsOfOneRuleWithOneCauseAreOneEntry() {
    List<Entry> entries = Entry.of(List.of(imap, on("pop3 110/tcp *"), Sample.openPort()));

    assertThat(entries).hasSize(2);
    assertThat(entries.get(0).lead()).isEqualTo(imap);
    assertThat(entries.get(0).otherSubjects()).containsExactly("pop3 110/tcp *");
  }

  @Test
  void anotherCauseIsAnotherEntry() {
    Finding other = copy(imap, imap.rule(), imap.severity(), "pop3 110/tcp *", "another");

    assertThat(Entry.of(List.of(imap, other))).hasSize(2);
  }

  @Test
  void aRuleThatSaysTheSameOfTheSameSubjectIsARemark() {
    Finding x = copy(imap, "X-001", Severity.CRITICAL, imap.subject().id(), "x");

    List<Entry> entries = Entry.of(List.of(imap, x));

    assertThat(entries).hasSize(1);
    assertThat(entries.get(0).repeats()).containsExactly(x);
  }

  @Test
  void aWorseFindingIsNeverARemark() {
    Finding mild = copy(imap, "AUTH-000", Severity.LOW, imap.subject().id(), "mild");

    assertThat(Entry.of(List.of(mild, imap))).hasSize(2);
  }

  private Finding on(String subject) {
    return copy(imap, imap.rule(), imap.severity(), subject, imap.cause());
  }

  private static Finding copy(
      Finding finding, String rule, Severity severity, String subject, String cause) {
    return new Finding(
        rule,
        finding.name(),
        severity,
        finding.verdict(),
        new Subject("endpoint", subject, Map.of()),
        finding.message(),
        finding.location(),
        finding.evidence(),
        finding.witness(),
        finding.fix(),
        finding.references(),
        finding.fingerprint(),
        cause);
  }
}
