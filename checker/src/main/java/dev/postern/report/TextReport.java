package dev.postern.report;

import dev.postern.check.JudgedHost;
import dev.postern.check.Report;
import dev.postern.fact.Origin;
import dev.postern.policy.Evidence;
import dev.postern.policy.Finding;
import dev.postern.policy.Fix;
import dev.postern.policy.Witness;
import dev.postern.report.Paint.Ink;
import dev.postern.source.Problem;
import dev.postern.source.Span;
import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The report for a person at a terminal, in the manner of compilers: the place and the message, the
 * statement, the facts that decided the verdict with where each comes from, what to try, what to
 * change.
 *
 * <p>Statements are shown as the evidence quotes them, never from the file itself: the quote has
 * its secrets replaced.
 */
public final class TextReport implements Renderer {
  /** More origins than these of one finding are counted, not listed. */
  private static final int MOST_ORIGINS = 12;

  private final Paint paint;
  private final boolean withSummary;
  private final Phrases phrases = Phrases.load();

  /**
   * A text report.
   *
   * @param withSummary whether the last lines give the numbers of the run
   */
  public TextReport(Paint paint, boolean withSummary) {
    this.paint = paint;
    this.withSummary = withSummary;
  }

  @Override
  public void render(Report report, Writer out) throws IOException {
    StringBuilder text = new StringBuilder();
    boolean first = true;
    for (JudgedHost judged : report.hosts()) {
      Places places = new Places(judged.host());
      for (Problem problem : judged.problems()) {
        text.append(Headline.of(problem, places, paint)).append('\n');
      }
      for (Finding finding : judged.findings()) {
        first = first && text.isEmpty();
        text.append(first ? "" : "\n");
        finding(text, finding, places);
        out.append(text);
        text.setLength(0);
        first = false;
      }
    }
    if (withSummary) {
      text.append(first && text.isEmpty() ? "" : "\n");
      new SummaryLines(paint).append(text, report.summary());
    }
    out.append(text);
  }

  private void finding(StringBuilder text, Finding finding, Places places) {
    text.append(Headline.of(finding, places, paint)).append('\n');
    Span location = finding.location();
    int width = location == null ? 2 : Math.max(2, String.valueOf(location.line()).length());
    Margin margin = new Margin(text, paint, width);
    boolean quoted = location != null && quote(margin, finding, location);
    because(margin, finding, quoted ? location : null, places);
    Witness witness = finding.witness();
    if (witness != null) {
      margin.note("try", Printable.whole(Sentences.of(witness)));
    }
    Fix fix = finding.fix();
    if (fix != null) {
      margin.note("fix", Printable.whole(fix.description()));
      for (Fix.Edit edit : fix.edits()) {
        margin.more(places.file(edit.file()) + ":" + edit.line());
        margin.more(paint.paint(Ink.ALARM, "- " + Printable.line(edit.before())));
        margin.more(paint.paint(Ink.GOOD, "+ " + Printable.line(edit.after())));
      }
    }
    if (!finding.references().isEmpty()) {
      margin.note("see", Printable.whole(String.join("; ", finding.references())));
    }
  }

  /** The statement at the finding's place, marked with the facts that it decides. */
  private boolean quote(Margin margin, Finding finding, Span location) {
    StringBuilder label = new StringBuilder();
    String statement = null;
    for (Evidence evidence : finding.evidence()) {
      if (evidence.origin() instanceof Origin.Setting setting && setting.span().equals(location)) {
        statement = setting.text();
        String phrase = phrase(evidence);
        if (label.indexOf(phrase) < 0) {
          label.append(label.isEmpty() ? "" : "; ").append(phrase);
        }
      }
    }
    if (statement == null || statement.isEmpty()) {
      return false;
    }
    margin.quote(location.line(), Printable.line(statement), label.toString());
    return true;
  }

  private void because(Margin margin, Finding finding, @Nullable Span quoted, Places places) {
    Map<String, List<Origin>> origins = new LinkedHashMap<>();
    for (Evidence evidence : finding.evidence()) {
      Origin origin = evidence.origin();
      if (!(origin instanceof Origin.Setting setting && setting.span().equals(quoted))) {
        origins.computeIfAbsent(phrase(evidence), key -> new ArrayList<>()).add(origin);
      }
    }
    int listed = 0;
    int left = 0;
    for (Map.Entry<String, List<Origin>> entry : origins.entrySet()) {
      boolean first = true;
      for (Origin origin : entry.getValue()) {
        if (listed == MOST_ORIGINS) {
          left++;
          continue;
        }
        String source = source(origin, places);
        if (first) {
          margin.note(entry.getKey(), source);
        } else {
          margin.more("and " + source);
        }
        first = false;
        listed++;
      }
    }
    if (left > 0) {
      margin.more("and " + left + " more, all of them in the JSON report");
    }
  }

  private String phrase(Evidence evidence) {
    return Printable.line(phrases.of(evidence.fact(), evidence.value()));
  }

  private String source(Origin origin, Places places) {
    if (origin instanceof Origin.Setting setting) {
      return places.line(setting.span()) + " " + Printable.line(setting.text());
    }
    if (origin instanceof Origin.Default standard) {
      return "default of "
          + standard.software()
          + " "
          + standard.versions()
          + ": "
          + Printable.line(standard.setting());
    }
    return "assumed: " + Printable.whole(((Origin.Assumption) origin).text());
  }
}
