package dev.postern.dovecot.modern;

import dev.postern.source.TextStream;
import java.util.ArrayList;
import java.util.List;
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
