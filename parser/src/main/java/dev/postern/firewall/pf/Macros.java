package dev.postern.firewall.pf;

import dev.postern.source.TextStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.antlr.v4.runtime.CommonToken;
import org.antlr.v4.runtime.Token;

/**
 * The macros of a rule set. A macro stands for text, not for a value: what it expands to is read as
 * if it were written in its place.
 */
final class Macros {
  /** Nobody's macros use each other so deep; a macro that uses itself would never end. */
  private static final int DEEPEST = 32;

  /** Nobody's macros put so many words into a statement. */
  private static final int MOST_WORDS = 1 << 16;

  private final Map<String, String> values = new HashMap<>();

  void define(String name, String value) {
    values.put(name, value);
  }

  /**
   * The words with every macro expanded. Those that come from a macro stand where its name does.
   *
   * @throws Refusal when a macro is not defined
   */
  List<Token> expand(List<Token> words) throws Refusal {
    List<Token> expanded = new ArrayList<>();
    for (Token word : words) {
      expand(word, word, 0, expanded);
    }
    return expanded;
  }

  private void expand(Token word, Token place, int depth, List<Token> into) throws Refusal {
    if (word.getType() != RulesLexer.VARIABLE) {
      into.add(depth == 0 ? word : placed(word, place));
      if (depth > 0 && into.size() > MOST_WORDS) {
        throw new Refusal(place, "the macros of this statement make too many words");
      }
      return;
    }
    String name = word.getText().substring(1);
    Optional<String> value = Optional.ofNullable(values.get(name));
    if (value.isEmpty()) {
      throw new Refusal(place, "the macro '" + name + "' is not defined");
    }
    if (depth == DEEPEST) {
      throw new Refusal(place, "the macro '" + name + "' comes back to itself");
    }
    for (Token part : words(value.get())) {
      expand(part, place, depth + 1, into);
    }
  }

  private static Token placed(Token word, Token place) {
    CommonToken token = new CommonToken(word);
    token.setStartIndex(place.getStartIndex());
    token.setStopIndex(place.getStopIndex());
    token.setLine(place.getLine());
    token.setCharPositionInLine(place.getCharPositionInLine());
    // The text would otherwise be that of the place.
    token.setText(word.getText());
    return token;
  }

  /** The words of a text, blanks and comments left out. */
  static List<Token> words(String text) {
    RulesLexer lexer = new RulesLexer(new TextStream(text));
    lexer.removeErrorListeners();
    List<Token> words = new ArrayList<>();
    for (Token token = lexer.nextToken(); token.getType() != Token.EOF; token = lexer.nextToken()) {
      if (token.getChannel() == Token.DEFAULT_CHANNEL) {
        words.add(token);
      }
    }
    return words;
  }

  /** A word, or what a quoted string stands for: yylex() of parse.y. */
  static String text(Token token) {
    String text = token.getText();
    if (token.getType() != RulesLexer.STRING) {
      return text;
    }
    char quote = text.charAt(0);
    StringBuilder inside = new StringBuilder();
    for (int i = 1; i < text.length() - 1; i++) {
      char c = text.charAt(i);
      char next = text.charAt(i + 1);
      if (c == '\\' && (next == quote || next == ' ' || next == '\t' || next == '\n')) {
        c = next;
        i++;
      }
      if (c != '\n') {
        inside.append(c);
      }
    }
    return inside.toString();
  }
}
