package dev.postern.policy;

import static dev.postern.policy.SamplePosture.setting;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.postern.fact.Fact;
import dev.postern.fact.Origin;
import dev.postern.net.Networks;
import dev.postern.net.Prefix;
import dev.postern.policy.read.PolicyLoader;
import dev.postern.posture.network.Reach;
import dev.postern.posture.service.State;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class JudgeTest {
  private static final Fact<Boolean> LEAKY =
      Fact.known(
          true,
          setting(4, "ssl = yes"),
          setting(9, "disable_plaintext_auth = no"),
          new Origin.Default("Dovecot", "2.3", "auth_mechanisms = plain"));

  private static Finding judge(SamplePosture posture) throws Exception {
    return judge("AUTH-001", posture);
  }

  private static Finding judge(String rule, SamplePosture posture) throws Exception {
    Policy policy = PolicyLoader.builtIn(List.of("baseline")).only(List.of(rule));
    List<Finding> findings = Judge.judge(posture.host(), policy);
    assertThat(findings).hasSize(1);
    return findings.get(0);
  }

  private static Fix fix(Finding finding) {
    return Objects.requireNonNull(finding.fix());
  }

  @Test
  void aPasswordInClearFailsWithEverythingThatProvesIt() throws Exception {
    Finding finding = judge(new SamplePosture().cleartext(LEAKY));

    assertThat(finding.verdict()).isEqualTo(Verdict.FAIL);
    assertThat(finding.severity()).isEqualTo(Severity.CRITICAL);
    assertThat(finding.subject().id()).isEqualTo("imap 143/tcp *");
    assertThat(finding.subject().attributes())
        .hasToString("{protocol=imap, port=143, address=*, clients=any}");
    assertThat(finding.message())
        .isEqualTo("imap on 143 accepts a password before TLS from any address");
    assertThat(String.valueOf(finding.location())).isEqualTo("etc/dovecot/dovecot.conf:9:1");
    assertThat(finding.evidence())
        .extracting(Evidence::fact, Evidence::value)
        .containsExactly(
            tuple("authentication.cleartext", true),
            tuple("authentication.cleartext", true),
            tuple("authentication.cleartext", true));
    assertThat(finding.evidence().get(2).origin()).isInstanceOf(Origin.Default.class);
    assertThat(finding.witness())
        .isEqualTo(
            new Witness.Session(
                "203.0.113.9",
                143,
                List.of("a LOGIN user pass"),
                "the password is checked without TLS: a OK, or a NO [AUTHENTICATIONFAILED] for a"
                    + " wrong one"));
    assertThat(fix(finding).edits())
        .containsExactly(
            new Fix.Edit("etc/dovecot/dovecot.conf", 4, "ssl = yes", "ssl = required"),
            new Fix.Edit(
                "etc/dovecot/dovecot.conf",
                9,
                "disable_plaintext_auth = no",
                "disable_plaintext_auth = yes"));
    assertThat(finding.references()).contains("RFC 8314 section 4.1", "PCI DSS 4.0.1, 8.3.2");
  }

  @Test
  void aFailureForSomeClientsSaysForWhich() throws Exception {
    Fact<Networks> few = Fact.known(Networks.of(Prefix.parse("172.22.1.0/24").orElseThrow()));

    Finding finding =
        judge("PORT-001", new SamplePosture().tlsRequired(Fact.known(false)).clients(few));

    assertThat(finding.message())
        .isEqualTo(
            "imap on 143 leaves it to the client whether TLS is used (clients in 172.22.1.0/24)");
  }

  @Test
  void aSettingThatHasItsNewValueIsNoChange() throws Exception {
    Fact<Boolean> leaky =
        Fact.known(true, setting(4, "ssl = required"), setting(9, "disable_plaintext_auth = no"));

    Fix fix = fix(judge(new SamplePosture().cleartext(leaky)));

    assertThat(fix.edits()).extracting(Fix.Edit::line).containsExactly(9);
    assertThat(fix.description()).doesNotContain("ssl = required");
  }

  @Test
  void aFixThatIsWrittenNowhereSaysWhatToAdd() throws Exception {
    Fact<Boolean> byDefault = Fact.known(true, new Origin.Default("Dovecot", "2.3", "ssl = yes"));

    Finding finding = judge(new SamplePosture().cleartext(byDefault));

    assertThat(finding.location()).isNull();
    assertThat(fix(finding).edits()).isEmpty();
    assertThat(fix(finding).description())
        .isEqualTo(
            "demand TLS before any login: add `disable_plaintext_auth = yes` to the configuration;"
                + " add `ssl = required` to the configuration; or close port 143 in the packet"
                + " filter");
  }

  @Test
  void theFingerprintFollowsStatementsNotLines() throws Exception {
    Fact<Boolean> moved =
        Fact.known(true, setting(40, "ssl = yes"), setting(41, "disable_plaintext_auth = no"));
    Fact<Boolean> changed = Fact.known(true, setting(40, "ssl = no"));
    Fingerprint original = judge(new SamplePosture().cleartext(LEAKY)).fingerprint();

    assertThat(judge(new SamplePosture().cleartext(moved)).fingerprint()).isEqualTo(original);
    assertThat(judge(new SamplePosture().cleartext(changed)).fingerprint()).isNotEqualTo(original);
    assertThat(original.hex()).matches("[0-9a-f]{32}");
  }

  @Test
  void whatHoldsPassesEvenWhenItIsUnknownWhetherTheRuleApplies() throws Exception {
    SamplePosture posture = new SamplePosture().reach(Fact.unknown("a set is filled at run time"));

    assertThat(judge(posture).verdict()).isEqualTo(Verdict.PASS);
  }

  @Test
  void aFailureIsUnknownWhenItIsUnknownWhetherTheRuleApplies() throws Exception {
    SamplePosture posture =
        new SamplePosture().cleartext(LEAKY).reach(Fact.unknown("a set is filled at run time"));
    Finding finding = judge(posture);

    assertThat(finding.verdict()).isEqualTo(Verdict.UNKNOWN);
    assertThat(finding.message())
        .endsWith("not known for imap 143/tcp *, because a set is filled at run time");
    assertThat(finding.fix()).isNull();
    assertThat(finding.witness()).isNull();
  }

  @Test
  void whatCannotBeReachedIsNotApplicableWhateverElseIsUnknown() throws Exception {
    SamplePosture posture =
        new SamplePosture()
            .cleartext(Fact.unknown("an include is missing"))
            .reach(Fact.known(Reach.NONE));

    assertThat(judge(posture).verdict()).isEqualTo(Verdict.NOT_APPLICABLE);
  }

  @Test
  void aClosedListenerIsNotApplicable() throws Exception {
    SamplePosture posture = new SamplePosture().cleartext(LEAKY).state(Fact.known(State.CLOSED));

    assertThat(judge(posture).verdict()).isEqualTo(Verdict.NOT_APPLICABLE);
  }
}
