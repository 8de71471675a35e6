package dev.postern.fail2ban;

import dev.postern.source.Problem;
import dev.postern.source.SourceFile;
import dev.postern.source.TextStream;
import java.util.LinkedHashMap;
import java.util.List;
import org.antlr.v4.runtime.BailErrorStrategy;
import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.atn.PredictionMode;

/** Text to options. */
final class Fail2banParser {
  /** More lines than any configuration has; beyond, the text is something else. */
  static final int MAX_LINES = 100_000;

  private Fail2banParser() {}

  /** Reads a file. What Python refuses is a {@link Problem}; the lines after it are still read. */
  static IniFile read(SourceFile given) {
    SourceFile file = given.withByteOrderMark();
    if (file.text().indexOf('\0') >= 0) {
      return unreadable(file, "not a text file: it holds null bytes");
    }
    if (file.lines() > MAX_LINES) {
      return unreadable(
          file,
          "%d lines; Postern reads files of fail2ban of at most %d"
              .formatted(file.lines(), MAX_LINES));
    }
    IniLexer lexer = new IniLexer(new TextStream(file.text()));
    lexer.removeErrorListeners();
    IniParser parser = new IniParser(new CommonTokenStream(lexer));
    parser.removeErrorListeners();
    // The grammar takes every sequence of tokens: an error would be a bug of it.
    parser.setErrorHandler(new BailErrorStrategy());
    parser.getInterpreter().setPredictionMode(PredictionMode.SLL);

    OptionReader options = new OptionReader(file);
    for (IniParser.LineContext line : parser.file().line()) {
      if (line instanceof IniParser.StatementContext statement) {
        Token text = statement.TEXT().getSymbol();
        int indent = statement.BLANK() == null ? 0 : statement.BLANK().getText().length();
        options.statement(indent, text.getStartIndex(), text.getStopIndex() + 1);
      } else if (line instanceof IniParser.EmptyContext) {
        options.emptyLine();
      }
    }
    return options.file();
  }

  private static IniFile unreadable(SourceFile file, String why) {
    Problem problem = Problem.ofFile(Problem.Kind.UNREADABLE, file.path(), why);
    return new IniFile(file, new LinkedHashMap<>(), new LinkedHashMap<>(), 0, List.of(problem));
  }
}
