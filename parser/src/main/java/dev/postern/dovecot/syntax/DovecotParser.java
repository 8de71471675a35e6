package dev.postern.dovecot.syntax;

import dev.postern.source.Problem;
import dev.postern.source.SourceFile;
import dev.postern.source.Span;
import dev.postern.source.TextStream;
import java.util.ArrayList;
import java.util.List;
import org.antlr.v4.runtime.Token;

/**
 * Text to statements. Physical lines come from {@link ConfLexer}; they are joined and split in the
 * order of config_parse_line(), Dovecot 2.3.19.1, src/config/config-parser.c.
 */
public final class DovecotParser {
  static final String HIDDEN = "# hidden, use -P to show it";
  private static final String AMBIGUOUS_HASH =
      "Ambiguous '#' character in line, treating it as comment. "
          + "Add a space before it to remove this warning.";

  private final SourceFile source;

  /**
   * The sections whose names doveconf prints without quotes, though it takes them in quotes only.
   */
  private static final String NAMES = "local_name";

  private static final String MARK = "\uFEFF";
  private static final String BYTE_ORDER_MARK =
      "The file begins with a byte order mark, which Dovecot takes for a part of its first word";

  private final Syntax syntax;
  private final List<Statement> statements = new ArrayList<>();
  private final List<DovecotFile.Comment> comments = new ArrayList<>();
  private final List<Problem> notes = new ArrayList<>();
  private final StringBuilder pending = new StringBuilder();
  private final int firstLine;
  private int pendingLine;

  private DovecotParser(SourceFile source, Syntax syntax, String kept, int firstLine) {
    this.source = source;
    this.syntax = syntax;
    this.pending.append(kept);
    this.firstLine = firstLine;
    this.pendingLine = firstLine;
  }

  /** Never fails: what is not of the language becomes {@link Statement.Malformed}. */
  public static DovecotFile parse(SourceFile source, Syntax syntax) {
    return parse(source, syntax, "", 1);
  }

  /**
   * Reads on where another file has ended within a statement.
   *
   * @param kept the statement's beginning
   * @param firstLine the first line to look at
   */
  public static DovecotFile parse(SourceFile source, Syntax syntax, String kept, int firstLine) {
    DovecotParser parser = new DovecotParser(source, syntax, kept, firstLine);
    parser.readLines();
    return new DovecotFile(
        source, parser.statements, parser.comments, parser.notes, parser.pending.toString());
  }

  private void readLines() {
    ConfLexer lexer = new ConfLexer(new TextStream(source.text()));
    lexer.removeErrorListeners();
    StringBuilder text = new StringBuilder();
    String comment = "";
    int line = 1;
    boolean more = true;
    while (more) {
      Token token = lexer.nextToken();
      switch (token.getType()) {
        case ConfLexer.COMMENT -> comment = token.getText();
        case ConfLexer.TEXT -> text.append(token.getText());
        case ConfLexer.BLANKS -> {
          if (!text.isEmpty()) {
            text.append(token.getText());
          }
        }
        default -> {
          more = token.getType() != Token.EOF;
          // Behind the last line end there is no line.
          if (line >= firstLine && (more || !text.isEmpty() || !comment.isEmpty())) {
            boolean marked = line == 1 && isMarked(comment);
            readLine(line, (marked ? MARK : "") + text, comment);
          }
          text.setLength(0);
          comment = "";
          line++;
        }
      }
    }
  }

  /** Dovecot takes a byte order mark for letters of the first word; saved output may have one. */
  private boolean isMarked(String comment) {
    boolean printed = !comment.isEmpty() && isHeader(comment.substring(1).strip());
    boolean marked = source.hasByteOrderMark() && !printed;
    if (marked) {
      notes.add(Problem.warning(Problem.Kind.NOTE, source.lineSpan(1), BYTE_ORDER_MARK));
    }
    return marked;
  }

  private static boolean isHeader(String comment) {
    return DoveconfHeader.version(comment).isPresent();
  }

  private void readLine(int line, String whole, String comment) {
    String text = syntax.trimStart(whole);
    if (text.isEmpty()) {
      // A line of its own without content also takes away what a backslash had kept.
      if (syntax != Syntax.EXTERNAL) {
        pending.setLength(0);
      }
      if (!comment.isEmpty() && statements.size() <= 1) {
        comments.add(new DovecotFile.Comment(line, comment.substring(1).strip()));
      }
      return;
    }
    if (!comment.isEmpty() && !syntax.isBlank(text.charAt(text.length() - 1))) {
      notes.add(Problem.warning(Problem.Kind.NOTE, source.lineSpan(line), AMBIGUOUS_HASH));
    }
    String content = syntax.trimEnd(text);
    if (content.endsWith("\\")) {
      String head = syntax.trimEnd(content.substring(0, content.length() - 1));
      if (pending.isEmpty()) {
        pendingLine = line;
      }
      if (!head.isEmpty()) {
        pending.append(head).append(' ');
      }
      return;
    }
    Span last = source.lineSpan(line);
    Span span = pending.isEmpty() ? last : source.lineSpan(pendingLine).to(last);
    String joined = pending.isEmpty() ? content : pending + content;
    pending.setLength(0);
    statements.add(
        syntax == Syntax.MODERN
            ? ModernLine.statement(span, joined, comment)
            : statement(span, joined, comment));
  }

  /** Whether the first comment says that doveconf has printed the file. */
  private boolean isPrinted() {
    return !comments.isEmpty() && isHeader(comments.get(0).text());
  }

  private Statement statement(Span span, String text, String comment) {
    int keyEnd = 0;
    while (keyEnd < text.length()
        && !Syntax.OLD.isBlank(text.charAt(keyEnd))
        && text.charAt(keyEnd) != '=') {
      keyEnd++;
    }
    String key = text.substring(0, keyEnd);
    String rest = Syntax.OLD.trimStart(text.substring(keyEnd));
    if (key.equals("!include") || key.equals("!include_try")) {
      return new Statement.Include(span, rest, key.equals("!include_try"));
    }
    if (rest.startsWith("=")) {
      return assignment(span, key, Syntax.OLD.trimStart(rest.substring(1)), comment);
    }
    if (key.equals("}") && rest.isEmpty()) {
      return new Statement.SectionEnd(span);
    }
    if (key.equals(NAMES) && text.endsWith(" {") && isPrinted()) {
      String names = rest.substring(0, rest.length() - 1).strip();
      return new Statement.SectionStart(span, key, names, !names.isEmpty());
    }
    return section(span, text, key, rest);
  }

  private static Statement assignment(Span span, String key, String value, String comment) {
    if (value.isEmpty() && comment.equals(HIDDEN)) {
      return new Statement.Assignment(span, key, "", Statement.Form.HIDDEN);
    }
    if (value.startsWith("<")) {
      return new Statement.Assignment(
          span, key, Syntax.OLD.trimStart(value.substring(1)), Statement.Form.FILE);
    }
    boolean quoted = value.startsWith("\"") || value.startsWith("'");
    if (!quoted && value.indexOf('$') >= 0) {
      return new Statement.Assignment(span, key, value, Statement.Form.VARIABLE);
    }
    if (quoted && value.charAt(value.length() - 1) == value.charAt(0)) {
      String inner = value.length() == 1 ? "" : value.substring(1, value.length() - 1);
      return new Statement.Assignment(span, key, unescape(inner), Statement.Form.TEXT);
    }
    return new Statement.Assignment(span, key, value, Statement.Form.TEXT);
  }

  private static Statement section(Span span, String text, String type, String rest) {
    String name = "";
    String tail = rest;
    if (rest.startsWith("\"")) {
      int close = rest.indexOf('"', 1);
      name = close < 0 ? "" : unescape(rest.substring(1, close));
      tail = close < 0 ? "" : Syntax.OLD.trimStart(rest.substring(close + 1));
    } else if (!rest.startsWith("{")) {
      int end = 0;
      while (end < rest.length() && !Syntax.OLD.isBlank(rest.charAt(end))) {
        end++;
      }
      name = rest.substring(0, end);
      tail = Syntax.OLD.trimStart(rest.substring(end));
    }
    if (!tail.startsWith("{")) {
      return new Statement.Malformed(span, text, "Expecting '{'", text.endsWith("{"));
    }
    if (tail.length() > 1) {
      return new Statement.Malformed(span, text, "Garbage after '{'", !text.endsWith("}"));
    }
    return new Statement.SectionStart(span, type, name, !name.isEmpty());
  }

  static String unescape(String text) {
    if (text.indexOf('\\') < 0) {
      return text;
    }
    StringBuilder result = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) == '\\' && i + 1 < text.length()) {
        i++;
      }
      result.append(text.charAt(i));
    }
    return result.toString();
  }

  /**
   * The words of a value; several blanks count as one.
   *
   * @param value the text, which is not in quotes
   */
  public static List<String> words(String value) {
    List<String> words = new ArrayList<>();
    int start = 0;
    while (start <= value.length()) {
      int end = value.indexOf(' ', start);
      words.add(end < 0 ? value.substring(start) : value.substring(start, end));
      if (end < 0) {
        break;
      }
      start = end;
      while (start < value.length()
          && (value.charAt(start) == ' ' || value.charAt(start) == '\t')) {
        start++;
      }
    }
    return words;
  }
}
