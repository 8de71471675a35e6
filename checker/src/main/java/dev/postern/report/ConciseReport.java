package dev.postern.report;

import dev.postern.check.JudgedHost;
import dev.postern.check.Summary;
import dev.postern.policy.Finding;
import java.io.IOException;
import java.io.Writer;

/** One line for each problem, assumption and finding, as compilers print them. */
public final class ConciseReport implements Renderer {
  private final Writer out;
  private final Paint paint;

  public ConciseReport(Writer out, Paint paint) {
    this.out = out;
    this.paint = paint;
  }

  @Override
  public void host(JudgedHost judged) throws IOException {
    Places places = new Places(judged.host());
    out.write(ProblemLines.ofReport(judged.problems(), places, paint));
    out.write(FilterNotes.assumptions(judged, places, paint));
    for (Finding finding : judged.findings()) {
      out.write(Headline.of(finding, places, paint));
      out.write('\n');
    }
  }

  /** Whoever greps the lines wants no numbers among them. */
  @Override
  public void end(Summary summary) {}
}
