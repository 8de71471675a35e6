package dev.postern.firewall.pf;

import dev.postern.fact.Origin;
import dev.postern.source.Coverage;
import dev.postern.source.Problem;
import dev.postern.source.ReadFile;
import dev.postern.source.SourceFile;
import dev.postern.source.Span;
import java.util.ArrayList;
import java.util.List;
import org.antlr.v4.runtime.ParserRuleContext;

/** A file while it is loaded: how much of it was understood, and what is wrong with it. */
final class FileRecord {
  private final SourceFile source;
  private final List<Problem> problems = new ArrayList<>();
  private int understood;
  private int ignored;
  private int unrecognised;

  FileRecord(SourceFile source) {
    this.source = source;
  }

  SourceFile source() {
    return source;
  }

  void understood() {
    understood++;
  }

  void ignored() {
    ignored++;
  }

  void syntax(Refusal refusal) {
    refused(Problem.Kind.SYNTAX, refusal);
  }

  void refused(Refusal refusal) {
    refused(Problem.Kind.REFUSED, refusal);
  }

  private void refused(Problem.Kind kind, Refusal refusal) {
    Problem problem =
        Problem.error(kind, source.span(refusal.start(), refusal.end()), refusal.why());
    // A rule for packets of both directions is read twice.
    if (!problems.contains(problem)) {
      unrecognised++;
      problems.add(problem);
    }
  }

  void missing(ParserRuleContext where, String why) {
    problems.add(Problem.warning(Problem.Kind.INCLUDE, span(where), why));
  }

  private Span span(ParserRuleContext where) {
    int start = where.getStart().getStartIndex();
    return source.span(start, Math.max(start, where.getStop().getStopIndex() + 1));
  }

  /** A statement as it is written, in one line. */
  Origin.Setting origin(ParserRuleContext where) {
    int start = where.getStart().getStartIndex();
    int end = Math.max(start, where.getStop().getStopIndex() + 1);
    String text = source.text().substring(start, end);
    return new Origin.Setting(span(where), text.replaceAll("\\s*\\\\?\\n\\s*", " "));
  }

  ReadFile read() {
    problems.sort(Problem.ORDER);
    return new ReadFile(source, "pf", new Coverage(understood, ignored, 0, unrecognised), problems);
  }
}
