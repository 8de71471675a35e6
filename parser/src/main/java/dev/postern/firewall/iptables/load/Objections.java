package dev.postern.firewall.iptables.load;

import dev.postern.fact.Origin;
import dev.postern.firewall.model.Match;
import dev.postern.firewall.model.Rule;
import dev.postern.firewall.model.Verdict;
import dev.postern.source.Problem;
import dev.postern.source.SourceFile;
import dev.postern.source.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What iptables-restore objects to in a file. At the first of it it stops, or may stop: then
 * neither the table that it stands in nor any behind it is loaded; those committed before it are.
 */
final class Objections {
  private static final String CARRIAGE_RETURN = "a carriage return that iptables-restore refuses";
  private static final String REFUSED_LINE = "a line that iptables-restore refuses";

  private final SourceFile source;
  private final FileLoader.Start start;
  private final List<Problem> problems = new ArrayList<>();
  private Optional<Integer> carriageReturn = Optional.empty();
  private Optional<Cause> first = Optional.empty();
  private Optional<Doubt> last = Optional.empty();

  private record Cause(String why, Origin.Setting origin) {}

  /** Where a table has a rule that may decide anything; another beside it would add nothing. */
  private record Doubt(TableBuilder table, int place) {}

  /**
   * None yet.
   *
   * @param start what a table of the file begins with
   */
  Objections(SourceFile source, FileLoader.Start start) {
    this.source = source;
    this.start = start;
  }

  List<Problem> problems() {
    return problems;
  }

  /** Something that is not loaded. */
  void add(Span place, String message) {
    problems.add(Problem.error(Problem.Kind.REFUSED, place, message));
    stop(REFUSED_LINE, place.line());
  }

  /** Something that is taken all the same. */
  void note(Problem.Kind kind, Span place, String message) {
    problems.add(Problem.warning(kind, place, message));
  }

  /** Something that the machine may lack, unless it had it when iptables -S printed it. */
  void needed(Span place, String why) {
    if (start == FileLoader.Start.UNNAMED) {
      return;
    }
    note(Problem.Kind.NOTE, place, why);
    stop(new Cause("whether the rules are loaded: " + why, origin(place.line())));
  }

  /** A line that may decide anything where it is taken all the same. */
  void doubt(Optional<TableBuilder> table, int line) {
    doubt(table, line, REFUSED_LINE);
  }

  /** Looks at the end of a line. */
  void readEnd(Optional<TableBuilder> table, int line) {
    int end = source.end(line);
    boolean found = end > source.start(line) && source.text().charAt(end - 1) == '\r';
    if (found && carriageReturn.isEmpty()) {
      carriageReturn = Optional.of(line);
      problems.add(
          Problem.error(
              Problem.Kind.REFUSED,
              source.span(end - 1, end),
              "the lines end in carriage return and newline, which iptables-restore refuses;"
                  + " save the file with newlines alone"));
      doubt(table, line, CARRIAGE_RETURN);
    }
  }

  /** Tells a table that begins what was objected to all lines. */
  void begin(TableBuilder table) {
    carriageReturn.ifPresent(line -> doubt(Optional.of(table), line, CARRIAGE_RETURN));
  }

  private void doubt(Optional<TableBuilder> table, int line, String what) {
    String why = stop(what, line);
    table.ifPresent(open -> decidesAnything(open, origin(line), why));
  }

  private String stop(String what, int line) {
    Origin.Setting origin = origin(line);
    String why = what + ": " + origin.text();
    stop(new Cause(why, origin));
    return why;
  }

  private void stop(Cause cause) {
    if (first.isEmpty()) {
      first = Optional.of(cause);
    }
  }

  private Origin.Setting origin(int line) {
    return new Origin.Setting(source.lineSpan(line), source.line(line).strip());
  }

  private void decidesAnything(TableBuilder table, Origin.Setting origin, String why) {
    for (String chain : List.of("PREROUTING", "INPUT")) {
      if (table.isBase(chain)) {
        // What was loaded before decides nothing when the table it belongs to is not known.
        int place = start == FileLoader.Start.LOADED ? 0 : table.size(chain);
        if (last.equals(Optional.of(new Doubt(table, place)))) {
          return;
        }
        last = Optional.of(new Doubt(table, start == FileLoader.Start.LOADED ? 0 : place + 1));
        Rule rule =
            new Rule(
                List.of(new Match.Undecidable(why)), List.of(), new Verdict.Undecided(why), origin);
        table.put(chain, place, new TableBuilder.Entry(rule, () -> ""));
        return;
      }
    }
  }

  /**
   * Looks at a table that is to be loaded, and makes it uncertain when the file may have been given
   * up.
   *
   * @param before the table without the file; empty for none, which lets everything pass
   */
  void check(TableBuilder table, Optional<TableBuilder> before) {
    for (Problem problem : ChainCheck.of(source, table)) {
      problems.add(problem);
      Span place = problem.place();
      if (place != null) {
        stop(REFUSED_LINE, place.line());
      }
    }
    if (start != FileLoader.Start.UNNAMED) {
      first.ifPresent(cause -> table.mayBeMissing(cause.why(), cause.origin(), before));
    }
  }

  /** A table at whose end COMMIT is missing. */
  void notCommitted(TableBuilder table, int openedAt) {
    add(
        source.lineSpan(openedAt),
        "the table '%s' is never loaded: COMMIT is missing at its end".formatted(table.name()));
  }
}
