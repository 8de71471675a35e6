package dev.postern.postfix.table;

import dev.postern.fact.Origin;
import dev.postern.postfix.syntax.Text;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Reads the rules of {@code regexp:} and {@code pcre:} tables (util/dict_regexp.c,
 * util/dict_pcre.c). Rules that Postfix leaves out with a warning are left out.
 */
final class PatternRules {

  /**
   * A pattern that must match, or must not.
   *
   * @param pattern empty when Postern cannot evaluate it
   */
  record Condition(Optional<PatternSyntax.Compiled> pattern, boolean matches) {}

  /** A rule of the table. */
  sealed interface Rule {}

  /**
   * A rule that gives a result.
   *
   * @param conditions all must hold; the groups are those of the first
   */
  record Match(List<Condition> conditions, Replacement result, List<Origin> origins)
      implements Rule {

    /** Whether the result is certain where the rule matches. */
    boolean tellsResult() {
      return result.groups() == 0
          || conditions.get(0).pattern().filter(PatternSyntax.Compiled::tellsGroups).isPresent();
    }
  }

  /**
   * The start of a block.
   *
   * @param end the index of the rule behind it; beyond all rules when it never ends
   */
  record If(Condition condition, int end, List<Origin> origins) implements Rule {}

  private final PatternSyntax syntax;
  private final List<Rule> rules = new ArrayList<>();
  private final Deque<Integer> open = new ArrayDeque<>();

  private PatternRules(PatternSyntax syntax) {
    this.syntax = syntax;
  }

  static List<Rule> of(List<TableLine> lines, PatternSyntax syntax) {
    PatternRules reader = new PatternRules(syntax);
    for (TableLine line : lines) {
      reader.add(Text.trimEnd(line.text()), line.origins());
    }
    return List.copyOf(reader.rules);
  }

  private void add(String line, List<Origin> origins) {
    Scanner scanner = new Scanner(line);
    if (line.isEmpty() || !Text.isAlphanumeric(line.charAt(0))) {
      match(scanner, origins);
    } else if (scanner.takesWord("if")) {
      scanner
          .condition()
          .ifPresent(
              condition -> {
                open.push(rules.size());
                rules.add(new If(condition, Integer.MAX_VALUE, origins));
              });
    } else if (scanner.takesWord("endif") && !open.isEmpty()) {
      int start = open.pop();
      if (rules.get(start) instanceof If block) {
        rules.set(start, new If(block.condition(), rules.size(), block.origins()));
      }
    }
  }

  private void match(Scanner scanner, List<Origin> origins) {
    List<Condition> conditions = new ArrayList<>();
    do {
      Optional<Condition> condition = scanner.condition();
      if (condition.isEmpty()) {
        return;
      }
      conditions.add(condition.get());
    } while (syntax.takesSecond() && conditions.size() == 1 && scanner.isAt('!'));
    Optional<Replacement> result = Replacement.of(scanner.rest());
    if (result.isEmpty()) {
      return;
    }
    int groups = result.get().groups();
    Condition first = conditions.get(0);
    boolean outOfRange = first.pattern().filter(p -> p.pattern().groupCount() < groups).isPresent();
    if (groups == 0 || (first.matches() && !outOfRange)) {
      rules.add(new Match(List.copyOf(conditions), result.get(), origins));
    }
  }

  /** A place in a line. */
  private final class Scanner {
    private final String line;
    private int at;

    Scanner(String line) {
      this.line = line;
    }

    boolean isAt(char c) {
      return at < line.length() && line.charAt(at) == c;
    }

    String rest() {
      return Text.trim(line.substring(at));
    }

    boolean takesWord(String word) {
      boolean there =
          line.regionMatches(true, 0, word, 0, word.length())
              && (line.length() == word.length()
                  || !Text.isAlphanumeric(line.charAt(word.length())));
      at = there ? word.length() : at;
      return there;
    }

    /** {@code !/pattern/options}; empty when it is none. */
    Optional<Condition> condition() {
      boolean matches = true;
      while (at < line.length() && (isAt('!') || Text.isSpace(line.charAt(at)))) {
        matches = isAt('!') != matches;
        at++;
      }
      if (at == line.length()) {
        return Optional.empty();
      }
      char delimiter = line.charAt(at);
      int start = at + 1;
      int end = start;
      while (end < line.length() && line.charAt(end) != delimiter) {
        end += line.charAt(end) == '\\' ? 2 : 1;
      }
      if (end >= line.length()) {
        return Optional.empty();
      }
      at = end + 1;
      int options = at;
      while (at < line.length()
          && !Text.isSpace(line.charAt(at))
          && !(syntax.takesSecond() && isAt('!'))) {
        if (syntax.options().indexOf(line.charAt(at)) < 0) {
          return Optional.empty();
        }
        at++;
      }
      return Optional.of(
          new Condition(
              syntax.compile(line.substring(start, end), line.substring(options, at)), matches));
    }
  }
}
