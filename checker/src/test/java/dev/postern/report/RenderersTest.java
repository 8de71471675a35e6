package dev.postern.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.check.JudgedHost;
import dev.postern.check.Report;
import dev.postern.fact.Origin;
import dev.postern.policy.Evidence;
import dev.postern.policy.Finding;
import dev.postern.policy.Fingerprint;
import dev.postern.policy.Severity;
import dev.postern.policy.Verdict;
import dev.postern.source.Span;
import dev.postern.testing.Golden;
import java.io.IOException;
import java.io.StringWriter;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each renderer against a file of its own. */
class RenderersTest {

  @Test
  void textForAPerson() throws IOException {
    Golden.check("text.txt", render(new TextReport(Paint.PLAIN, true), Sample.report()));
  }

  @Test
  void textInColour() throws IOException {
    Golden.check("text-colour.txt", render(new TextReport(Paint.COLOUR, true), Sample.report()));
  }

  @Test
  void textOfEveryVerdict() throws IOException {
    Golden.check(
        "text-all.txt", render(new TextReport(Paint.PLAIN, true), Sample.report(Verdict.values())));
  }

  @Test
  void conciseLines() throws IOException {
    Golden.check("concise.txt", render(new ConciseReport(Paint.PLAIN), Sample.report()));
  }

  @Test
  void jsonForPrograms() throws IOException {
    Golden.check("report.json", render(new JsonReport("1.2.3"), Sample.report()));
  }

  @Test
  void postureAsJson() throws IOException {
    StringWriter out = new StringWriter();
    PostureJson.render(List.of(Sample.host("mx1", "hosts/mx1")), out);
    Golden.check("posture.json", out.toString());
  }

  @Test
  void postureAsATable() throws IOException {
    StringWriter out = new StringWriter();
    new PostureTable(Paint.PLAIN).render(List.of(Sample.host("mx1", "hosts/mx1")), out);
    Golden.check("posture.txt", out.toString());
  }

  @Test
  void quietTextOfAGoodHostIsEmpty() throws IOException {
    Report nothing = Report.of(List.of(), EnumSet.of(Verdict.FAIL));

    assertThat(render(new TextReport(Paint.PLAIN, false), nothing)).isEmpty();
    assertThat(render(new ConciseReport(Paint.PLAIN), nothing)).isEmpty();
  }

  @Test
  void whatAFileHoldsCannotDriveTheTerminal() throws IOException {
    Span span = new Span("etc/dovecot/dovecot.conf", 1, 1, 1, 9);
    Finding hostile =
        new Finding(
            "AUTH-001",
            "cleartext-login",
            Severity.HIGH,
            Verdict.FAIL,
            Sample.cleartext().subject(),
            "name \u001b]0;owned\u0007",
            span,
            List.of(
                new Evidence(
                    "x", "\u001b[2J", new Origin.Setting(span, "a = \u001b[31m\u202eb\nsecond"))),
            null,
            null,
            List.of("\u009b1m"),
            new Fingerprint(List.of("f")),
            "");
    Report report =
        Report.of(
            List.of(new JudgedHost(Sample.host("mx1", "r\u001b"), List.of(hostile))),
            EnumSet.of(Verdict.FAIL));

    String text = render(new TextReport(Paint.PLAIN, true), report);
    String concise = render(new ConciseReport(Paint.PLAIN), report);

    assertThat(text + concise).doesNotContain("\u001b", "\u0007", "\u202e", "\u009b");
    assertThat(text).contains("1 | a = \ufffd[31m\ufffdb second");
  }

  @Test
  void aStatementOfManyMegabytesIsCut() throws IOException {
    Span span = new Span("f", 1, 1, 1, 9);
    Finding wide =
        new Finding(
            "R-1",
            "r",
            Severity.LOW,
            Verdict.FAIL,
            Sample.cleartext().subject(),
            "m",
            span,
            List.of(new Evidence("x", 1, new Origin.Setting(span, "y".repeat(50_000_000)))),
            null,
            null,
            List.of(),
            new Fingerprint(List.of("f")),
            "");
    Report report =
        Report.of(
            List.of(new JudgedHost(Sample.host("h", "."), List.of(wide))),
            EnumSet.of(Verdict.FAIL));

    assertThat(render(new TextReport(Paint.PLAIN, true), report)).hasSizeLessThan(3000);
  }

  private static String render(Renderer renderer, Report report) throws IOException {
    StringWriter out = new StringWriter();
    renderer.render(report, out);
    return out.toString();
  }
}
