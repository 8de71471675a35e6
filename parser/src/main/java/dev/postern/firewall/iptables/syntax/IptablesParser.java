package dev.postern.firewall.iptables.syntax;

import dev.postern.firewall.FirstError;
import dev.postern.source.Problem;
import dev.postern.source.SourceFile;
import dev.postern.source.TextStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.atn.PredictionMode;

/**
 * Reads iptables-save text line by line, as iptables-restore 1.8.9 does. A line that is not of the
 * language is a problem; the others are read all the same.
 */
public final class IptablesParser {
  /** iptables-restore reads lines into a buffer of 10240 bytes and takes longer ones apart. */
  public static final int LONGEST_LINE = 10_239;

  private final SourceFile source;
  private final List<Problem> problems = new ArrayList<>();
  private final RestoreLexer lexer = new RestoreLexer(new TextStream(""));
  private final RestoreParser parser = new RestoreParser(new CommonTokenStream(lexer));
  private final FirstError errors = new FirstError();

  public IptablesParser(SourceFile source) {
    this.source = source;
    lexer.removeErrorListeners();
    parser.removeErrorListeners();
    parser.addErrorListener(errors);
    parser.getInterpreter().setPredictionMode(PredictionMode.SLL);
  }

  /** What was wrong with the lines read so far. */
  public List<Problem> problems() {
    return problems;
  }

  /** What a line of the file says; lines count from 1. */
  public Line line(int number) {
    int start = source.start(number);
    int end = source.end(number);
    if (end > start && source.text().charAt(end - 1) == '\r') {
      end--;
    }
    if (end - start > LONGEST_LINE) {
      return bad(
          number,
          start,
          start + 1,
          "a line of %d characters; iptables-restore reads at most %d"
              .formatted(end - start, LONGEST_LINE));
    }
    String line = source.text().substring(start, end);
    int nul = line.indexOf('\0');
    return nul >= 0
        ? bad(number, start + nul, start + nul + 1, "a NUL character; this is not a text file")
        : parse(number, start, line);
  }

  private Line parse(int number, int start, String line) {
    errors.clear();
    lexer.setInputStream(new TextStream(line));
    parser.setTokenStream(new CommonTokenStream(lexer));
    RestoreParser.LineContext tree = parser.line();
    Optional<Token> wrong = errors.first();
    if (wrong.isPresent()) {
      int at = Math.min(start + wrong.get().getStartIndex(), start + line.length());
      int end = Math.min(at + Math.max(1, wrong.get().getText().length()), start + line.length());
      return bad(
          number,
          at,
          Math.max(at, end),
          "found %s; expected a table (*filter), a chain (:INPUT DROP [0:0]), a rule (-A …) or COMMIT"
              .formatted(shown(wrong.get())));
    }
    return line(number, start, tree);
  }

  private static String shown(Token token) {
    return token.getType() == Token.EOF ? "the end of the line" : "'" + token.getText() + "'";
  }

  private Line line(int number, int start, RestoreParser.LineContext tree) {
    if (tree instanceof RestoreParser.TableContext table) {
      return new Line.TableStart(number, table.TABLE().getText().substring(1).strip());
    } else if (tree instanceof RestoreParser.ChainContext chain) {
      return new Line.ChainPolicy(
          number, chain.CHAIN().getText().substring(1).strip(), chain.policy.getText());
    } else if (tree instanceof RestoreParser.CommitContext) {
      return new Line.Commit(number);
    } else if (tree instanceof RestoreParser.CommandContext command) {
      List<Word> words = new ArrayList<>(command.word().size());
      for (RestoreParser.WordContext word : command.word()) {
        Token token = word.getStart();
        words.add(
            new Word(
                unquoted(token.getText()),
                start + token.getStartIndex(),
                start + token.getStopIndex() + 1));
      }
      return new Line.Command(number, words);
    }
    return new Line.Blank(number);
  }

  /** A word's text without its quotes and their escapes. */
  static String unquoted(String text) {
    int quote = text.indexOf('"');
    if (quote < 0) {
      return text;
    }
    StringBuilder plain = new StringBuilder(text.substring(0, quote));
    for (int i = quote + 1; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\' && i + 1 < text.length()) {
        plain.append(text.charAt(++i));
      } else if (c != '"') {
        plain.append(c);
      }
    }
    return plain.toString();
  }

  private Line bad(int number, int start, int end, String message) {
    problems.add(Problem.error(Problem.Kind.SYNTAX, source.span(start, end), message));
    return new Line.Bad(number);
  }
}
