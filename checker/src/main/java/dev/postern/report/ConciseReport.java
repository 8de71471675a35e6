package dev.postern.report;

import dev.postern.check.JudgedHost;
import dev.postern.check.Report;
import dev.postern.policy.Finding;
import java.io.IOException;
import java.io.Writer;

/** One line for each problem and each finding, as compilers print them. */
public final class ConciseReport implements Renderer {
  private final Paint paint;

  public ConciseReport(Paint paint) {
    this.paint = paint;
  }

  @Override
  public void render(Report report, Writer out) throws IOException {
    for (JudgedHost judged : report.hosts()) {
      Places places = new Places(judged.host());
      out.write(ProblemLines.ofReport(judged.problems(), places, paint));
      for (Finding finding : judged.findings()) {
        out.write(Headline.of(finding, places, paint));
        out.write('\n');
      }
    }
  }
}
