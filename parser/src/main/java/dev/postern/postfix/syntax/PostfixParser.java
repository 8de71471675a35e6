package dev.postern.postfix.syntax;

import dev.postern.source.Problem;
import dev.postern.source.SourceFile;
import dev.postern.source.TextStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.antlr.v4.runtime.BailErrorStrategy;
import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.Parser;
import org.antlr.v4.runtime.atn.PredictionMode;

/** Text to trees: main.cf and master.cf. */
public final class PostfixParser {
  /** More lines than any configuration has; beyond, the text is something else. */
  public static final int MAX_LINES = 100_000;

  private static final int SHOWN = 30;

  private PostfixParser() {}

  /** Reads main.cf, or anything of the same form: {@code postconf -n} prints it. */
  public static MainCf main(SourceFile file) {
    List<Problem> problems = new ArrayList<>();
    List<MainCf.Assignment> assignments = new ArrayList<>();
    if (!isText(file, problems)) {
      return new MainCf(file, List.of(), problems);
    }
    MainCfParser parser = prepared(new MainCfParser(tokens(file)));
    MainCfParser.FileContext tree = parser.file();
    Templates templates = Templates.of(file);
    LineJoiner joiner = new LineJoiner(file);
    if (tree.orphan() != null) {
      problems.add(orphan(joiner.line(tree.orphan())));
    }
    for (MainCfParser.StatementContext statement : tree.statement()) {
      LogicalLine line = joiner.line(statement);
      if (templates.isStatement(line.text())) {
        problems.add(template(line));
      } else {
        assignment(line, templates, assignments, problems);
      }
    }
    return new MainCf(file, assignments, problems);
  }

  /** Reads master.cf, or what {@code postconf -M} prints. */
  public static MasterCf master(SourceFile file) {
    List<Problem> problems = new ArrayList<>();
    List<MasterEntry> entries = new ArrayList<>();
    if (!isText(file, problems)) {
      return new MasterCf(file, List.of(), problems);
    }
    MasterCfParser parser = prepared(new MasterCfParser(tokens(file)));
    MasterCfParser.FileContext tree = parser.file();
    Templates templates = Templates.of(file);
    LineJoiner joiner = new LineJoiner(file);
    if (tree.orphan() != null) {
      problems.add(orphan(joiner.line(tree.orphan())));
    }
    for (MasterCfParser.EntryContext entry : tree.entry()) {
      LogicalLine line = joiner.line(entry);
      if (templates.isStatement(line.text())) {
        problems.add(template(line));
      } else {
        entry(line, templates, entries, problems);
      }
    }
    return new MasterCf(file, entries, problems);
  }

  /** The logical lines of a lookup table; empty when it is no text or has too many lines. */
  public static Optional<List<LogicalLine>> table(SourceFile file) {
    if (!isText(file, new ArrayList<>())) {
      return Optional.empty();
    }
    List<LogicalLine> lines = new ArrayList<>();
    LineJoiner joiner = new LineJoiner(file);
    for (MasterCfParser.EntryContext entry :
        prepared(new MasterCfParser(tokens(file))).file().entry()) {
      lines.add(joiner.line(entry));
    }
    return Optional.of(lines);
  }

  /** Reads a line as main.cf's. */
  public static void assignment(
      LogicalLine line,
      Templates templates,
      List<MainCf.Assignment> assignments,
      List<Problem> problems) {
    String text = line.text();
    NameValue pair = NameValue.of(text);
    if (pair.isGood()) {
      assignments.add(
          new MainCf.Assignment(
              pair.name(),
              pair.value(),
              line.span(),
              line.lines(),
              templates.isConditional(line.line())));
      return;
    }
    String shown =
        Secrets.masked(pair.name(), text).equals(text) ? text : pair.name() + " " + Secrets.MASK;
    problems.add(refused(line, "%s: \"%s\"".formatted(pair.mistake(), Text.quoted(shown))));
  }

  /** Reads a line as master.cf's. */
  public static void entry(
      LogicalLine line, Templates templates, List<MasterEntry> entries, List<Problem> problems) {
    List<Text.Token> tokens = Text.tokens(line.text(), false);
    if (tokens.size() < MasterEntry.FIELDS) {
      problems.add(refused(line, "bad field count"));
      return;
    }
    List<String> fields = new ArrayList<>();
    for (Text.Token token : tokens.subList(0, MasterEntry.FIELDS)) {
      fields.add(token.text());
    }
    MasterEntry entry =
        new MasterEntry(
            line,
            fields,
            tokens.subList(MasterEntry.FIELDS, tokens.size()),
            templates.isConditional(line.line()),
            false);
    MasterFields.complaint(entry)
        .ifPresent(
            complaint ->
                problems.add(
                    refused(line, complaint + " in \"" + Text.quoted(line.text()) + "\"")));
    entries.add(entry);
  }

  private static Problem refused(LogicalLine line, String message) {
    return Problem.error(Problem.Kind.SYNTAX, line.span(), message);
  }

  private static Problem orphan(LogicalLine line) {
    String text = line.text();
    String shown = text.length() > SHOWN ? text.substring(0, SHOWN) + "..." : text;
    return Problem.warning(
        Problem.Kind.NOTE,
        line.span(),
        "logical line must not start with whitespace: \"" + shown + "\"");
  }

  private static Problem template(LogicalLine line) {
    return Problem.error(
        Problem.Kind.UNRESOLVED,
        line.span(),
        "a template's statement, which Postern does not carry out; give it the rendered file");
  }

  private static boolean isText(SourceFile file, List<Problem> problems) {
    if (file.text().indexOf('\0') >= 0) {
      problems.add(
          Problem.ofFile(
              Problem.Kind.UNREADABLE, file.path(), "not a text file: it holds null bytes"));
      return false;
    }
    if (file.lines() > MAX_LINES) {
      problems.add(
          Problem.ofFile(
              Problem.Kind.UNREADABLE,
              file.path(),
              "%d lines; Postern reads Postfix files of at most %d"
                  .formatted(file.lines(), MAX_LINES)));
      return false;
    }
    return true;
  }

  private static CommonTokenStream tokens(SourceFile file) {
    LogicalLineLexer lexer = new LogicalLineLexer(new TextStream(file.text()));
    lexer.removeErrorListeners();
    return new CommonTokenStream(lexer);
  }

  /** The grammars take every sequence of tokens: an error would be a bug of theirs. */
  private static <P extends Parser> P prepared(P parser) {
    parser.removeErrorListeners();
    parser.setErrorHandler(new BailErrorStrategy());
    parser.getInterpreter().setPredictionMode(PredictionMode.SLL);
    return parser;
  }
}
