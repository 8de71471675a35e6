package dev.postern.report;

import dev.postern.check.Summary;
import dev.postern.policy.Severity;
import dev.postern.policy.Verdict;
import dev.postern.posture.shape.Word;
import dev.postern.report.Paint.Ink;
import dev.postern.source.Coverage;

/** The numbers of a run in two lines: the verdicts, and how much of the input they rest on. */
final class SummaryLines {
  private final Paint paint;

  SummaryLines(Paint paint) {
    this.paint = paint;
  }

  void append(StringBuilder text, Summary summary) {
    text.append(count(summary.hosts(), "host"))
        .append(", ")
        .append(count(summary.files(), "file"))
        .append(": ")
        .append(verdicts(summary))
        .append('\n');
    Coverage lines = summary.lines();
    text.append(lines.understood())
        .append(" of ")
        .append(count(lines.total(), "line"))
        .append(" understood");
    part(text, lines.ignored(), "without bearing");
    part(text, lines.unmodelled(), "not modelled");
    part(text, lines.unrecognised(), "not recognised");
    text.append('\n');
    summary
        .today()
        .ifPresent(
            day -> text.append("certificates and waivers judged as of ").append(day).append('\n'));
  }

  private String verdicts(Summary summary) {
    StringBuilder text = new StringBuilder();
    int fails = summary.count(Verdict.FAIL);
    text.append(paint.paint(fails > 0 ? Ink.ALARM : Ink.GOOD, fails + " fail"));
    if (fails > 0) {
      text.append(" (");
      String separator = "";
      Severity[] severities = Severity.values();
      for (int i = severities.length - 1; i >= 0; i--) {
        int number = summary.failures().getOrDefault(severities[i], 0);
        if (number > 0) {
          text.append(separator).append(number).append(' ').append(Word.of(severities[i]));
          separator = ", ";
        }
      }
      text.append(')');
    }
    int unknown = summary.count(Verdict.UNKNOWN);
    text.append(", ")
        .append(unknown > 0 ? paint.paint(Ink.DOUBT, unknown + " unknown") : "0 unknown");
    text.append(", ").append(summary.count(Verdict.PASS)).append(" pass");
    part(text, summary.count(Verdict.WAIVED), "waived");
    part(text, summary.count(Verdict.NOT_APPLICABLE), "not applicable");
    return text.toString();
  }

  private static void part(StringBuilder text, int number, String what) {
    if (number > 0) {
      text.append(", ").append(number).append(' ').append(what);
    }
  }

  private static String count(int number, String noun) {
    return number + " " + noun + (number == 1 ? "" : "s");
  }
}
