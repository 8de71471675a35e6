package dev.postern.tls;

import dev.postern.fact.Origin;
import dev.postern.source.Coverage;
import dev.postern.source.FileTree;
import dev.postern.source.Paths;
import dev.postern.source.Problem;
import dev.postern.source.ReadFile;
import dev.postern.source.SourceFile;
import dev.postern.source.Span;
import dev.postern.source.TextStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.antlr.v4.runtime.BailErrorStrategy;
import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.RecognitionException;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.misc.ParseCancellationException;

/**
 * Reads a configuration file of OpenSSL and what it includes, as crypto/conf/conf_def.c of OpenSSL
 * 3.0 does. A file with one mistake sets nothing at all.
 */
final class OpensslConfReader {
  private static final int MAX_CHARACTERS = 1 << 20;
  private static final int DEEPEST = 16;

  /** MAX_CONF_VALUE_LENGTH. */
  private static final int LONGEST_VALUE = 65536;

  private static final String ENVIRONMENT = "ENV";

  /** Something that OpenSSL does not read. */
  private static final class Refused extends Exception {
    private static final long serialVersionUID = 1L;
    private final transient Problem problem;

    private Refused(Problem problem) {
      super(problem.message(), null, false, false);
      this.problem = problem;
    }
  }

  /** Something that the files do not tell. */
  private static final class Missing extends Exception {
    private static final long serialVersionUID = 1L;
    private final transient OpensslConf.Gap gap;

    private Missing(SourceFile file, Span place, String reason) {
      super(reason, null, false, false);
      gap =
          new OpensslConf.Gap(
              file.path() + ' ' + reason,
              List.of(new Origin.Setting(place, file.line(place.line()).strip())));
    }
  }

  private final FileTree tree;
  private final Map<String, Map<String, OpensslConf.Setting>> sections = new LinkedHashMap<>();
  private final List<ReadFile> files = new ArrayList<>();
  private final List<Problem> problems = new ArrayList<>();
  private String section = OpensslConf.DEFAULT_SECTION;
  private String includeDirectory = "";
  private boolean systemPolicy;

  private OpensslConfReader(FileTree tree) {
    this.tree = tree;
  }

  /** Reads a file of the tree; one that is not there says nothing. */
  static OpensslConf read(FileTree tree, String path) {
    OpensslConfReader reader = new OpensslConfReader(tree);
    try {
      Optional<SourceFile> file = tree.read(path);
      if (file.isPresent() && mayMatter(file.get().text())) {
        reader.read(file.get(), 0);
      }
    } catch (Refused e) {
      return reader.nothing(Optional.empty(), e.problem);
    } catch (Missing e) {
      return reader.result(Optional.of(e.gap));
    } catch (FileTree.Unreadable e) {
      return reader.nothing(
          Optional.of(new OpensslConf.Gap(path + " cannot be read", List.of())),
          Problem.ofFile(Problem.Kind.UNREADABLE, path, e.why()));
    }
    return reader.result(Optional.empty());
  }

  /** Most files configure certificate authorities alone. */
  private static boolean mayMatter(String text) {
    return text.contains("ssl_conf") || text.contains(".include");
  }

  private OpensslConf result(Optional<OpensslConf.Gap> unknown) {
    return new OpensslConf(sections, unknown, systemPolicy, files, problems);
  }

  private OpensslConf nothing(Optional<OpensslConf.Gap> unknown, Problem why) {
    problems.add(why);
    return new OpensslConf(Map.of(), unknown, false, files, problems);
  }

  private void read(SourceFile file, int depth) throws Refused, Missing, FileTree.Unreadable {
    if (file.text().length() > MAX_CHARACTERS) {
      throw new FileTree.Unreadable("too large for a configuration of OpenSSL");
    }
    List<OpensslConfParser.StatementContext> statements = statements(file);
    files.add(new ReadFile(file, "openssl", new Coverage(statements.size(), 0, 0, 0), List.of()));
    for (OpensslConfParser.StatementContext statement : statements) {
      if (statement instanceof OpensslConfParser.SectionContext header) {
        String text = header.SECTION().getText();
        section = unjoined(text.substring(1, text.indexOf(']'))).strip();
        sections.computeIfAbsent(section, name -> new LinkedHashMap<>());
      } else if (statement instanceof OpensslConfParser.SettingContext setting) {
        set(file, setting);
      } else if (statement instanceof OpensslConfParser.DirectiveContext directive) {
        follow(file, directive, depth);
      }
    }
  }

  private static List<OpensslConfParser.StatementContext> statements(SourceFile file)
      throws Refused {
    OpensslConfLexer lexer = new OpensslConfLexer(new TextStream(file.text()));
    lexer.removeErrorListeners();
    OpensslConfParser parser = new OpensslConfParser(new CommonTokenStream(lexer));
    parser.removeErrorListeners();
    parser.setErrorHandler(new BailErrorStrategy());
    try {
      return parser.file().statement();
    } catch (ParseCancellationException e) {
      if (e.getCause() instanceof RecognitionException wrong) {
        throw refused(wrong.getOffendingToken(), file);
      }
      throw e;
    }
  }

  private static Refused refused(Token wrong, SourceFile file) {
    String text = wrong.getText();
    boolean end = wrong.getType() == OpensslConfLexer.NEWLINE || wrong.getType() == Token.EOF;
    int column = wrong.getCharPositionInLine() + 1;
    int length = end ? 0 : text.length();
    return refused(
        new Span(file.path(), wrong.getLine(), column, wrong.getLine(), column + length),
        "found %s where OpenSSL expects `name = value` or `[section]`"
            .formatted(end ? "the end of the line" : "'" + text + "'"));
  }

  private static Refused refused(Span place, String why) {
    return new Refused(
        Problem.warning(
            Problem.Kind.REFUSED, place, why + "; it takes no setting from this file at all"));
  }

  private static Span place(SourceFile file, ParserRuleContext statement) {
    return file.lineSpan(statement.getStart().getLine());
  }

  private void set(SourceFile file, OpensslConfParser.SettingContext statement) throws Refused {
    String name = statement.NAME() == null ? "" : unjoined(statement.NAME().getText());
    int colons = name.indexOf("::");
    String in = colons < 0 ? section : name.substring(0, colons);
    Span place = place(file, statement);
    OpensslConf.Setting setting = value(file, statement.value(), in, place);
    Map<String, OpensslConf.Setting> settings =
        sections.computeIfAbsent(in, any -> new LinkedHashMap<>());
    String own = colons < 0 ? name : name.substring(colons + 2);
    settings.remove(own);
    settings.put(own, setting);
  }

  private OpensslConf.Setting value(
      SourceFile file, OpensslConfParser.ValueContext value, String in, Span place) throws Refused {
    StringBuilder text = new StringBuilder();
    boolean known = true;
    List<OpensslConfParser.PartContext> parts = value.part();
    int end = parts.size();
    while (end > 0 && parts.get(end - 1).BLANK() != null) {
      end--;
    }
    for (int i = 0; i < end; i++) {
      Token part = parts.get(i).getStart();
      String written = part.getText();
      switch (part.getType()) {
        case OpensslConfLexer.BLANK -> text.append(i == 0 ? "" : unjoined(written));
        case OpensslConfLexer.QUOTED -> text.append(unquoted(written));
        case OpensslConfLexer.ESCAPED -> text.append(unescaped(written.charAt(1)));
        case OpensslConfLexer.VARIABLE -> {
          OpensslConf.Setting found = variable(written, in, place);
          text.append(found.value());
          known &= found.known();
        }
        default -> text.append(written);
      }
      if (text.length() > LONGEST_VALUE) {
        throw refused(place, "the value is longer than OpenSSL takes");
      }
    }
    return new OpensslConf.Setting(text.toString(), known, place, file.line(place.line()).strip());
  }

  private static String unjoined(String text) {
    return text.replace("\\", "").replace("\r", "").replace("\n", "");
  }

  private static char unescaped(char c) {
    return switch (c) {
      case 'r' -> '\r';
      case 'n' -> '\n';
      case 'b' -> '\b';
      case 't' -> '\t';
      default -> c;
    };
  }

  private static String unquoted(String quoted) {
    StringBuilder text = new StringBuilder();
    for (int i = 1; i < quoted.length(); i++) {
      char c = quoted.charAt(i);
      if (c == '\\' && i + 1 < quoted.length()) {
        i++;
        text.append(quoted.charAt(i));
      } else if (c != quoted.charAt(0)) {
        text.append(c);
      }
    }
    return text.toString();
  }

  private OpensslConf.Setting variable(String written, String in, Span place) throws Refused {
    boolean bracketed = written.charAt(1) == '{' || written.charAt(1) == '(';
    String name = written.substring(bracketed ? 2 : 1, written.length() - (bracketed ? 1 : 0));
    int colons = name.indexOf("::");
    String from = colons < 0 ? in : name.substring(0, colons);
    String own = colons < 0 ? name : name.substring(colons + 2);
    OpensslConf.Setting found = sections.getOrDefault(from, Map.of()).get(own);
    if (found == null) {
      found = sections.getOrDefault(OpensslConf.DEFAULT_SECTION, Map.of()).get(own);
    }
    if (from.equals(ENVIRONMENT)) {
      return new OpensslConf.Setting(found == null ? "" : found.value(), false, place, "");
    }
    if (found == null) {
      throw refused(place, "the variable %s has no value".formatted(written));
    }
    return found;
  }

  private void follow(SourceFile file, OpensslConfParser.DirectiveContext directive, int depth)
      throws Refused, Missing, FileTree.Unreadable {
    Span place = place(file, directive);
    OpensslConf.Setting value = value(file, directive.value(), section, place);
    if (!directive.DIRECTIVE().getText().startsWith(".include")) {
      pragma(file, place, value.value());
      return;
    }
    String path = Paths.resolve(includeDirectory, value.value());
    Optional<String> inTree = Paths.normalise(path);
    if (!value.known() || !path.startsWith("/") || inTree.isEmpty()) {
      throw new Missing(file, place, "includes what cannot be known");
    }
    if (depth == DEEPEST) {
      throw new Missing(file, place, "includes too many files in each other");
    }
    include(file, place, inTree.get(), depth + 1);
  }

  private void include(SourceFile from, Span place, String path, int depth)
      throws Refused, Missing, FileTree.Unreadable {
    if (tree.isDirectory(path)) {
      for (String name : tree.list(path)) {
        if (name.endsWith(".cnf") || name.endsWith(".conf")) {
          includeFile(from, place, path + "/" + name, depth);
        }
      }
    } else {
      includeFile(from, place, path, depth);
    }
  }

  /** OpenSSL goes on without a file that does not exist; here it may only not be at hand. */
  private void includeFile(SourceFile from, Span place, String path, int depth)
      throws Refused, Missing, FileTree.Unreadable {
    Optional<SourceFile> included = tree.read(path);
    if (included.isPresent()) {
      read(included.get(), depth);
    } else if (path.startsWith(CryptoPolicy.BACK_ENDS)) {
      systemPolicy = true;
    } else if (!tree.isDirectory(Paths.parent(path))
        || tree.list(Paths.parent(path)).contains(Paths.name(path))) {
      throw new Missing(from, place, "includes /%s, which is not among the files".formatted(path));
    }
  }

  private void pragma(SourceFile file, Span place, String text) throws Missing {
    int colon = text.indexOf(':');
    String name = colon < 0 ? text : text.substring(0, colon).strip();
    String value = colon < 0 ? "" : text.substring(colon + 1).strip();
    if (name.equals("includedir")) {
      includeDirectory = value;
    } else if (name.equals("dollarid") && !value.equals("off") && !value.equals("false")) {
      throw new Missing(file, place, "changes how variables are read");
    }
  }
}
