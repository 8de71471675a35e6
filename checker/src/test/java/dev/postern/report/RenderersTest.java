package dev.postern.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.check.JudgedHost;
import dev.postern.check.Summary;
import dev.postern.fact.Origin;
import dev.postern.policy.Evidence;
import dev.postern.policy.Finding;
import dev.postern.policy.Fingerprint;
import dev.postern.policy.Judgement;
import dev.postern.policy.Severity;
import dev.postern.policy.Verdict;
import dev.postern.source.Span;
import dev.postern.testing.Golden;
import java.io.IOException;
import java.io.StringWriter;
import java.io.Writer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Each renderer against a file of its own. */
class RenderersTest {

  @Test
  void textForAPerson() throws IOException {
    Golden.check(
        "text.txt", render(out -> new TextReport(out, Paint.PLAIN, true), Sample.report()));
  }

  @Test
  void textInColour() throws IOException {
    Golden.check(
        "text-colour.txt", render(out -> new TextReport(out, Paint.COLOUR, true), Sample.report()));
  }

  @Test
  void textOfEveryVerdict() throws IOException {
    Golden.check(
        "text-all.txt",
        render(out -> new TextReport(out, Paint.PLAIN, true), Sample.report(Verdict.values())));
  }

  @Test
  void conciseLines() throws IOException {
    Golden.check(
        "concise.txt", render(out -> new ConciseReport(out, Paint.PLAIN), Sample.report()));
  }

  @Test
  void jsonForPrograms() throws IOException {
    Golden.check("report.json", render(out -> new JsonReport(out, "1.2.3"), Sample.report()));
  }

  @Test
  void postureAsJson() throws IOException {
    StringWriter out = new StringWriter();
    PostureJson.render(List.of(SampleHost.host("mx1", "hosts/mx1")), out);
    Golden.check("posture.json", out.toString());
  }

  @Test
  void postureAsATable() throws IOException {
    StringWriter out = new StringWriter();
    new PostureTable(Paint.PLAIN).render(List.of(SampleHost.host("mx1", "hosts/mx1")), out);
    Golden.check("posture.txt", out.toString());
  }

  @Test
  void quietTextOfAGoodHostIsEmpty() throws IOException {
    List<JudgedHost> nothing = List.of();

    assertThat(render(out -> new TextReport(out, Paint.PLAIN, false), nothing)).isEmpty();
    assertThat(render(out -> new ConciseReport(out, Paint.PLAIN), nothing)).isEmpty();
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
    List<JudgedHost> report =
        List.of(
            new JudgedHost(
                SampleHost.host("mx1", "r\u001b"), new Judgement(List.of(hostile), Map.of())));

    String text = render(out -> new TextReport(out, Paint.PLAIN, true), report);
    String concise = render(out -> new ConciseReport(out, Paint.PLAIN), report);

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
    List<JudgedHost> report =
        List.of(new JudgedHost(SampleHost.host("h", "."), new Judgement(List.of(wide), Map.of())));

    assertThat(render(out -> new TextReport(out, Paint.PLAIN, true), report)).hasSizeLessThan(3000);
  }

  /** Makes a renderer that writes to {@code out}. */
  private interface Form {
    Renderer renderer(Writer out) throws IOException;
  }

  private static String render(Form form, List<JudgedHost> hosts) throws IOException {
    StringWriter out = new StringWriter();
    Renderer renderer = form.renderer(out);
    Summary summary = Summary.NONE;
    for (JudgedHost judged : hosts) {
      renderer.host(judged);
      summary = summary.plus(Summary.of(judged));
    }
    renderer.end(summary);
    return out.toString();
  }
}
