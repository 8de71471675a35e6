package dev.postern.report;

import dev.postern.check.JudgedHost;
import dev.postern.check.Summary;
import dev.postern.fact.Origin;
import dev.postern.policy.Evidence;
import dev.postern.policy.Finding;
import dev.postern.policy.Fix;
import dev.postern.policy.Witness;
import dev.postern.report.Paint.Ink;
import dev.postern.source.Span;
import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
  /** More sources than these of one fact are counted, not listed. */
  private static final int MOST_SOURCES = 3;

  /** More references than these are left to the rule's page. */
  private static final int MOST_REFERENCES = 3;

  private final Writer out;
  private final Paint paint;
  private final boolean withSummary;
  private final Phrases phrases = Phrases.load();
  private ReachedFrom reachedFrom = new ReachedFrom(List.of());
  private boolean empty = true;

  /**
   * A text report.
   *
   * @param withSummary whether the last lines give the numbers of the run
   */
  public TextReport(Writer out, Paint paint, boolean withSummary) {
    this.out = out;
    this.paint = paint;
    this.withSummary = withSummary;
  }

  @Override
  public void host(JudgedHost judged) throws IOException {
    Places places = new Places(judged.host());
    reachedFrom = new ReachedFrom(judged.host().endpoints());
    write(ProblemLines.ofReport(judged.problems(), places, paint));
    write(FilterNotes.assumptions(judged, places, paint));
    Set<Origin> assumed = Set.copyOf(judged.assumptions());
    for (Entry entry : Entry.of(judged.findings())) {
      StringBuilder text = new StringBuilder(empty ? "" : "\n");
      entry(text, entry, places, assumed);
      write(text);
    }
  }

  @Override
  public void end(Summary summary) throws IOException {
    if (withSummary) {
      StringBuilder text = new StringBuilder(empty ? "" : "\n");
      new SummaryLines(paint).append(text, summary);
      write(text);
    }
  }

  private void write(CharSequence text) throws IOException {
    empty = empty && text.isEmpty();
    out.append(text);
  }

  private void entry(StringBuilder text, Entry entry, Places places, Set<Origin> assumed) {
    Finding finding = entry.lead();
    text.append(Headline.of(finding, places, paint)).append('\n');
    Span location = finding.location();
    int width = location == null ? 2 : Math.max(2, String.valueOf(location.line()).length());
    Margin margin = new Margin(text, paint, width);
    boolean quoted = location != null && quote(margin, finding, location);
    if (entry.findings().size() > 1) {
      margin.note("the same for", Printable.whole(String.join("; ", entry.otherSubjects())));
    }
    for (Finding repeat : entry.repeats()) {
      margin.note("also", Headline.withoutPlace(repeat, paint));
    }
    because(margin, finding, quoted ? location : null, places, assumed);
    Witness witness = finding.witness();
    if (witness != null && !(quoted && witness instanceof Witness.FileContent)) {
      margin.note("try", Printable.whole(Sentences.of(witness)));
    }
    entry.fix().ifPresent(fix -> fix(margin, fix, places));
    references(margin, finding);
  }

  private void fix(Margin margin, Fix fix, Places places) {
    margin.note("fix", Printable.whole(fix.description()));
    for (Fix.Edit edit : fix.edits()) {
      if (!fix.description().contains(edit.after())) {
        margin.more(places.file(edit.file()) + ":" + edit.line());
        margin.more(paint.paint(Ink.ALARM, "- " + Printable.line(edit.before())));
        margin.more(paint.paint(Ink.GOOD, "+ " + Printable.line(edit.after())));
      }
    }
  }

  private static void references(Margin margin, Finding finding) {
    List<String> references = finding.references();
    if (references.isEmpty()) {
      return;
    }
    int shown = Math.min(references.size(), MOST_REFERENCES);
    String more = references.size() > shown ? "; more: postern explain " + finding.rule() : "";
    margin.note("see", Printable.whole(String.join("; ", references.subList(0, shown))) + more);
  }

  /** The statement at the finding's place, marked with the facts that it decides. */
  private boolean quote(Margin margin, Finding finding, Span location) {
    StringBuilder label = new StringBuilder();
    String statement = null;
    for (Evidence evidence : finding.evidence()) {
      if (evidence.origin() instanceof Origin.Setting setting && setting.span().equals(location)) {
        statement = setting.text();
        String phrase = phrase(finding, evidence);
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

  /**
   * Why: every origin once, with the first fact that rests on it.
   *
   * @param assumed what was told of the host already
   */
  private void because(
      Margin margin, Finding finding, @Nullable Span quoted, Places places, Set<Origin> assumed) {
    Set<Origin> told = new HashSet<>();
    Map<String, List<Origin>> origins = new LinkedHashMap<>();
    for (Evidence evidence : finding.evidence()) {
      Origin origin = evidence.origin();
      boolean above = origin instanceof Origin.Setting setting && setting.span().equals(quoted);
      if (!above && told.add(origin)) {
        origins.computeIfAbsent(phrase(finding, evidence), key -> new ArrayList<>()).add(origin);
      }
    }
    for (Map.Entry<String, List<Origin>> entry : origins.entrySet()) {
      List<Origin> fresh = new ArrayList<>(entry.getValue());
      fresh.removeAll(assumed);
      List<String> sources = sources(fresh.isEmpty() ? entry.getValue() : fresh, places);
      margin.note(entry.getKey(), sources.get(0));
      for (String source : sources.subList(1, Math.min(sources.size(), MOST_SOURCES))) {
        margin.more("and " + source);
      }
      if (sources.size() > MOST_SOURCES) {
        margin.more("and " + (sources.size() - MOST_SOURCES) + " more, all in the JSON report");
      }
    }
  }

  /** Statements and assumptions a line each; the defaults of one version together. */
  private static List<String> sources(List<Origin> origins, Places places) {
    List<String> sources = new ArrayList<>();
    Map<String, StringBuilder> defaults = new LinkedHashMap<>();
    for (Origin origin : origins) {
      if (origin instanceof Origin.Setting setting) {
        sources.add(places.line(setting.span()) + " " + Printable.line(setting.text()));
      } else if (origin instanceof Origin.Default standard) {
        String version = standard.software() + " " + standard.versions();
        StringBuilder settings = defaults.computeIfAbsent(version, key -> new StringBuilder());
        settings
            .append(settings.isEmpty() ? "" : "; ")
            .append(Printable.line(standard.setting().strip()));
      } else {
        sources.add("assumed: " + Printable.whole(((Origin.Assumption) origin).text()));
      }
    }
    defaults.forEach((version, settings) -> sources.add("default of " + version + ": " + settings));
    return sources;
  }

  private String phrase(Finding finding, Evidence evidence) {
    String phrase = phrases.of(evidence.fact(), evidence.value(), finding.message());
    String networks = reachedFrom.networks(finding, evidence);
    return Printable.line(networks.isEmpty() ? phrase : phrase + " (" + networks + ")");
  }
}
