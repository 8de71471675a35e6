package dev.postern.firewall.ufw;

import dev.postern.fact.Fact;
import dev.postern.fact.Origin;
import dev.postern.source.Coverage;
import dev.postern.source.Problem;
import dev.postern.source.ReadFile;
import dev.postern.source.SourceFile;
import dev.postern.source.Span;
import dev.postern.source.TextStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.tree.ParseTree;
import org.antlr.v4.runtime.tree.TerminalNode;

/**
 * The variables that a shell has after reading some files, a later value in place of an earlier.
 */
public final class Variables {
  private final Set<String> wanted;
  private final Map<String, Fact<String>> values = new LinkedHashMap<>();
  private final List<ReadFile> files = new ArrayList<>();

  /**
   * No variables yet.
   *
   * @param wanted those that have a bearing; others count as ignored
   */
  public Variables(Set<String> wanted) {
    this.wanted = Set.copyOf(wanted);
  }

  /** The files as they were read. */
  public List<ReadFile> files() {
    return List.copyOf(files);
  }

  /** A variable's value; the empty text when no file gives it one, as in a shell. */
  public Fact<String> value(String name) {
    return values.getOrDefault(name, Fact.known(""));
  }

  /** The variables that the files assign, in the order of their first values. */
  public Set<String> names() {
    return Collections.unmodifiableSet(values.keySet());
  }

  /** Takes in a file's assignments. What else a shell would do there is a problem. */
  public void read(SourceFile source) {
    VariablesLexer lexer = new VariablesLexer(new TextStream(source.text()));
    VariablesParser parser = new VariablesParser(new CommonTokenStream(lexer));
    lexer.removeErrorListeners();
    parser.removeErrorListeners();
    List<Problem> problems = new ArrayList<>();
    int understood = 0;
    int ignored = 0;
    int unrecognised = 0;
    for (VariablesParser.LineContext line : parser.file().line()) {
      if (line instanceof VariablesParser.AssignmentsContext assignments) {
        for (VariablesParser.AssignmentContext assignment : assignments.assignment()) {
          take(source, assignment);
          if (wanted.contains(assignment.NAME().getText())) {
            understood++;
          } else {
            ignored++;
          }
        }
      } else if (line instanceof VariablesParser.OtherContext other) {
        unrecognised++;
        Span place = source.lineSpan(other.getStart().getLine());
        doubt(other, new Origin.Setting(place, other.getText()));
        problems.add(
            Problem.error(
                Problem.Kind.SYNTAX,
                place,
                "found no assignment; expected NAME=value or NAME=\"value\""));
      }
    }
    files.add(
        new ReadFile(source, "ufw", new Coverage(understood, ignored, 0, unrecognised), problems));
  }

  /** What a statement that is not understood assigns, it may assign or not. */
  private void doubt(VariablesParser.OtherContext statement, Origin.Setting origin) {
    String name = "";
    for (ParseTree child : statement.children) {
      if (child instanceof TerminalNode token) {
        if (token.getSymbol().getType() == VariablesLexer.EQUALS && !name.isEmpty()) {
          values.put(name, Fact.unknown("a shell works it out: " + origin.text(), origin));
        }
        name = token.getSymbol().getType() == VariablesLexer.NAME ? token.getText() : "";
      }
    }
  }

  private void take(SourceFile source, VariablesParser.AssignmentContext assignment) {
    Span span =
        source.span(assignment.getStart().getStartIndex(), assignment.getStop().getStopIndex() + 1);
    Origin.Setting origin = new Origin.Setting(span, assignment.getText());
    StringBuilder text = new StringBuilder();
    boolean isFixed = true;
    for (VariablesParser.PartContext part : assignment.value().part()) {
      isFixed &= part.DYNAMIC() == null;
      text.append(isFixed ? unquoted(part.getText()) : "");
    }
    values.put(
        assignment.NAME().getText(),
        isFixed
            ? Fact.known(text.toString(), origin)
            : Fact.unknown("a shell works it out: " + origin.text(), origin));
  }

  private static String unquoted(String part) {
    return switch (part.charAt(0)) {
      case '\'' -> part.substring(1, part.length() - 1);
      case '"' -> part.substring(1, part.length() - 1).replaceAll("\\\\([\\\\$`\"])", "$1");
      case '\\' -> part.equals("\\\n") ? "" : part.substring(1);
      default -> part;
    };
  }
}
