package dev.postern.dovecot.modern;

import dev.postern.source.TextStream;
import java.util.ArrayList;
import java.util.List;
import org.antlr.v4.runtime.Token;

/**
 * The variables that Dovecot 2.4 replaces at run time in a value.
 *
 * @param valid whether it is of the language
 * @param variables the name each expression begins with, in order
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
        variables.add(variable(token.getText()));
      }
    }
    return new Expansion(valid, List.copyOf(variables));
  }

  private static String variable(String expression) {
    int start = "%{".length();
    while (" \t".indexOf(expression.charAt(start)) >= 0) {
      start++;
    }
    int end = start;
    while (" \t|}(+*%".indexOf(expression.charAt(end)) < 0) {
      end++;
    }
    return expression.substring(start, end);
  }
}
