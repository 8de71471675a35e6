package dev.postern.firewall.nftables.load;

import dev.postern.firewall.nftables.syntax.Place;
import dev.postern.firewall.nftables.syntax.Refusal;
import dev.postern.source.Coverage;
import dev.postern.source.Problem;
import dev.postern.source.ReadFile;
import dev.postern.source.SourceFile;
import dev.postern.source.Span;
import java.util.ArrayList;
import java.util.List;

/** A file while it is loaded: how much of it was understood, and what is wrong with it. */
public final class FileRecord {
  private final SourceFile source;
  private final List<Problem> problems = new ArrayList<>();
  private int understood;
  private int ignored;
  private int unmodelled;
  private int unrecognised;

  FileRecord(SourceFile source) {
    this.source = source;
  }

  public SourceFile source() {
    return source;
  }

  /** Counts a statement that was understood. */
  public void understood() {
    understood++;
  }

  /** Counts one that says nothing about who gets in. */
  public void ignored() {
    ignored++;
  }

  /** Counts one whose effect is not known. */
  public void unmodelled() {
    unmodelled++;
  }

  /** Counts one that nft refuses, and keeps why. */
  public void refused(Refusal refusal) {
    unrecognised++;
    problems.add(Problem.error(Problem.Kind.REFUSED, span(refusal.place()), refusal.why()));
  }

  void syntax(Refusal refusal) {
    unrecognised++;
    problems.add(Problem.error(Problem.Kind.SYNTAX, span(refusal.place()), refusal.why()));
  }

  void add(Problem problem) {
    problems.add(problem);
  }

  /** The span of a place, held within the file. */
  Span span(Place place) {
    int length = source.text().length();
    int start = Math.min(place.start(), length);
    return source.span(start, Math.max(start, Math.min(place.end(), length)));
  }

  /** Whether nft refuses something in the file, and so all of it. */
  public boolean isRefused() {
    return problems.stream().anyMatch(Problem::isError);
  }

  public List<Problem> problems() {
    return problems;
  }

  /** What became of the file. */
  public ReadFile read() {
    problems.sort(Problem.ORDER);
    return new ReadFile(
        source, "nftables", new Coverage(understood, ignored, unmodelled, unrecognised), problems);
  }
}
