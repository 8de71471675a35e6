package dev.postern.dovecot.modern;

import dev.postern.source.TextStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.antlr.v4.runtime.Token;

/**
 * The variables that Dovecot 2.4 replaces at run time in a value.
 *
 * @param valid whether it is of the language
 * @param variables the name each expression begins with, in order, without those of functions and
 *     of variables that something else stands in for
 */
record Expansion(boolean valid, List<String> variables) {

  /** Reads a value; one without an expression is valid and has none. */
  static Expansion of(String value) {
    if (!value.contains("%{")) {
      return new Expansion(true, List.of());
    }
    ExpansionLexer lexer = new ExpansionLexer(new TextStream(value));
    lexer.removeErrorListeners();
    List<String> variables = new ArrayList<>();
    boolean valid = true;
    for (Token token = lexer.nextToken(); token.getType() != Token.EOF; token = lexer.nextToken()) {
      if (token.getType() == ExpansionLexer.BROKEN) {
        valid = false;
      } else if (token.getType() == ExpansionLexer.EXPRESSION) {
        String variable = variable(token.getText());
        if (!variable.isEmpty()) {
          variables.add(variable);
        }
      }
    }
    return new Expansion(valid, List.copyOf(variables));
  }

  /**
   * A value as a program takes it that knows no variables: where they have a default or are a
   * literal in quotes, that stands there; other expressions are left as they are.
   */
  static String constant(String value) {
    StringBuilder result = new StringBuilder();
    int at = 0;
    for (int start = value.indexOf("%{"); start >= 0; start = value.indexOf("%{", at)) {
      int end = value.indexOf('}', start);
      if (end < 0) {
        break;
      }
      result.append(value, at, start);
      result.append(
          literal(value.substring(start + 2, end)).orElse(value.substring(start, end + 1)));
      at = end + 1;
    }
    return result.append(value, at, value.length()).toString();
  }

  /** The text in quotes of {@code literal('x')} or {@code name | default('x')}. */
  private static Optional<String> literal(String expression) {
    int open = expression.indexOf('(');
    if (open < 0) {
      return Optional.empty();
    }
    String function = expression.substring(0, open).strip();
    int pipe = function.indexOf('|');
    boolean replaced =
        pipe < 0
            ? function.equals("literal")
            : function.substring(pipe + 1).strip().equals("default") && function.indexOf(':') < 0;
    String text = expression.substring(open + 1).strip();
    char quote = text.isEmpty() ? ' ' : text.charAt(0);
    int close = text.lastIndexOf(quote);
    boolean quoted =
        (quote == '"' || quote == '\'')
            && close > 0
            && text.substring(close + 1).strip().equals(")");
    return replaced && quoted ? Optional.of(text.substring(1, close)) : Optional.empty();
  }

  /** Empty when it begins with a function, or goes on with one that takes an unknown variable. */
  private static String variable(String expression) {
    int start = afterBlanks(expression, "%{".length());
    int end = start;
    while (" \t|}(+*%".indexOf(expression.charAt(end)) < 0) {
      end++;
    }
    int next = afterBlanks(expression, end);
    if (expression.charAt(next) == '(') {
      return "";
    }
    boolean replaced =
        expression.charAt(next) == '|'
            && expression.startsWith("default", afterBlanks(expression, next + 1));
    return replaced ? "" : expression.substring(start, end);
  }

  private static int afterBlanks(String text, int start) {
    int at = start;
    while (text.charAt(at) == ' ' || text.charAt(at) == '\t') {
      at++;
    }
    return at;
  }
}
