package dev.postern.dovecot.settings;

import dev.postern.dovecot.syntax.DovecotFile;
import dev.postern.dovecot.syntax.Written;
import dev.postern.fact.Fact;
import dev.postern.source.Coverage;
import dev.postern.source.Problem;
import dev.postern.source.Problem.Kind;
import dev.postern.source.ReadFile;
import dev.postern.source.SourceFile;
import dev.postern.source.Span;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What there is to say about the files that are read: problems, and how much was understood. */
public final class FileNotes {
  private static final Set<Kind> REFUSALS =
      EnumSet.of(Kind.REFUSED, Kind.SYNTAX, Kind.INCLUDE, Kind.UNREADABLE);

  private final Map<String, Entry> files = new LinkedHashMap<>();
  private final List<Problem> problems = new ArrayList<>();
  private final Set<Problem> known = new HashSet<>();
  private Optional<Problem> refusal = Optional.empty();
  private Optional<Problem> serverRefusal = Optional.empty();

  /** One file's lines. */
  private static final class Entry {
    private final SourceFile source;
    private final Set<Integer> counted = new HashSet<>();
    private Coverage coverage = Coverage.NONE;
    private Optional<Span> control = Optional.empty();

    Entry(SourceFile source) {
      this.source = source;
    }

    void count(Span span, Coverage perLine) {
      for (int line = span.line(); line <= span.endLine(); line++) {
        if (counted.add(line)) {
          coverage = coverage.plus(perLine);
        }
      }
    }
  }

  void add(DovecotFile file) {
    files.put(file.source().path(), new Entry(file.source()));
    file.notes().forEach(this::keep);
  }

  /** Counts the lines of a statement that was recognised. */
  public void count(Span span, SettingsTable.Use use) {
    Coverage line =
        switch (use) {
          case MODELLED -> new Coverage(1, 0, 0, 0);
          case NONE -> new Coverage(0, 1, 0, 0);
          case UNMODELLED -> new Coverage(0, 0, 1, 0);
        };
    entry(span).ifPresent(entry -> entry.count(span, line));
  }

  /** Counts the lines of a statement that is none of the language. */
  public void unrecognised(Span span) {
    entry(span).ifPresent(entry -> entry.count(span, new Coverage(0, 0, 0, 1)));
  }

  private Optional<Entry> entry(Span span) {
    return Optional.ofNullable(files.get(span.file()));
  }

  /** An error at a place; those that Dovecot refuses keep it from starting. */
  public void problem(Kind kind, Span span, String message) {
    Problem problem = Problem.error(kind, lastLine(span), message);
    if (REFUSALS.contains(kind)) {
      refused(problem);
    }
    keep(problem);
  }

  /** A refusal after everything was read. */
  public void refuse(Span span, String message) {
    problem(Kind.REFUSED, span, message);
  }

  /** A file that Dovecot needs and that cannot be read. */
  public void unreadable(String file, String why) {
    Problem problem = Problem.ofFile(Kind.UNREADABLE, file, why);
    refused(problem);
    keep(problem);
  }

  private void refused(Problem problem) {
    refusal = refusal.or(() -> Optional.of(problem));
    serverRefusal = serverRefusal.or(() -> Optional.of(problem));
  }

  /** The files are in a language that is not evaluated, as a statement shows. */
  public void unevaluated(Span span, String why) {
    keep(Problem.error(Kind.UNMODELLED, lastLine(span), why));
  }

  /** Taken by doveconf -n, refused by the server when it starts. */
  public void refusedAtStart(Span span, String message) {
    Problem problem =
        Problem.error(
            Kind.UNRESOLVED,
            lastLine(span),
            message + " (the server refuses to start, whatever doveconf -n says)");
    serverRefusal = serverRefusal.or(() -> Optional.of(problem));
    keep(problem);
  }

  /** Something that Dovecot takes, and of which the user should know. */
  public void warn(Span span, String message) {
    keep(Problem.warning(Kind.NOTE, lastLine(span), message));
  }

  /** A value that a program fills in before Dovecot reads the file. */
  public void placeholder(Span span, String placeholder) {
    keep(
        Problem.warning(
            Kind.UNRESOLVED,
            lastLine(span),
            "the placeholder %s of a template: give the finished file to know more"
                .formatted(placeholder)));
  }

  /** A line of a template's own language: what follows in the file may or may not be there. */
  public void templated(Span span, String placeholder) {
    placeholder(span, placeholder);
    entry(span).ifPresent(entry -> entry.control = entry.control.or(() -> Optional.of(span)));
  }

  /** The value, unknown when a template's statement decides whether it is there. */
  public Written doubt(Written written) {
    Optional<Span> control = entry(written.origin().span()).flatMap(entry -> entry.control);
    return control
        .map(
            span ->
                new Written(
                    written.text(),
                    Fact.<String>unknown(
                        "the template's statement at %s decides whether this is there"
                            .formatted(span),
                        written.origin()),
                    written.origin()))
        .orElse(written);
  }

  private static Span lastLine(Span span) {
    return span.line() == span.endLine()
        ? span
        : new Span(span.file(), span.endLine(), 1, span.endLine(), span.endColumn());
  }

  private void keep(Problem problem) {
    if (known.add(problem)) {
      problems.add(problem);
    }
  }

  /** In the order in which Dovecot would meet them. */
  List<Problem> problems() {
    return List.copyOf(problems);
  }

  /** The first error that doveconf stops at. */
  Optional<Problem> refusal() {
    return refusal;
  }

  /** The first error that the server stops at. */
  Optional<Problem> serverRefusal() {
    return serverRefusal;
  }

  List<ReadFile> files() {
    List<ReadFile> result = new ArrayList<>();
    for (Entry entry : files.values()) {
      String path = entry.source.path();
      List<Problem> own = problems.stream().filter(p -> p.file().equals(path)).toList();
      result.add(new ReadFile(entry.source, "dovecot", entry.coverage, own));
    }
    return List.copyOf(result);
  }
}
