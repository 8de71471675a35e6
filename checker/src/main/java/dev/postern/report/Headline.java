package dev.postern.report;

import dev.postern.policy.Finding;
import dev.postern.policy.Verdict;
import dev.postern.posture.shape.Word;
import dev.postern.source.Problem;
import dev.postern.source.Span;
import java.util.Locale;

/** The one line that says it all: {@code path:line:column: severity[RULE] message}. */
final class Headline {
  private Headline() {}

  static String of(Finding finding, Places places, Paint paint) {
    Span location = finding.location();
    String place = location == null ? places.root() : places.column(location);
    return paint.paint(Paint.Ink.PLACE, place + ":") + " " + withoutPlace(finding, paint);
  }

  /** {@code severity[RULE] message}. */
  static String withoutPlace(Finding finding, Paint paint) {
    return paint.paint(Paint.ink(finding), label(finding) + "[" + finding.rule() + "]")
        + " "
        + Printable.whole(finding.message());
  }

  static String of(Problem problem, Places places, Paint paint) {
    Span location = problem.place();
    String place = location == null ? places.file(problem.file()) : places.column(location);
    return paint.paint(Paint.Ink.PLACE, place + ":")
        + " "
        + (problem.isError()
            ? paint.paint(Paint.Ink.ALARM, "error:")
            : paint.paint(Paint.Ink.WARNING, "warning:"))
        + " "
        + Printable.whole(problem.message());
  }

  /** The severity of a failure; the verdict of anything else. */
  private static String label(Finding finding) {
    return finding.verdict() == Verdict.FAIL
        ? finding.severity().name().toLowerCase(Locale.ROOT)
        : Word.of(finding.verdict());
  }
}
