package dev.postern.firewall.pf;

import dev.postern.source.TextStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.antlr.v4.runtime.CommonToken;
import org.antlr.v4.runtime.Token;

/**
 * The macros of a rule set. A macro stands for text, not for a value: what it expands to is read as
 * if it were written in its place.
 */
final class Macros {
  /** Nobody's macros put so many words into a statement. */
  private static final int MOST_WORDS = 1 << 16;

  /** Nor do they put so many characters into a word or a value. */
  private static final int MOST_TEXT = 1 << 20;

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
    int at = 0;
    while (at < words.size()) {
      Token word = words.get(at++);
      if (word.getType() != RulesLexer.VARIABLE) {
        expanded.add(word);
        continue;
      }
      StringBuilder text = new StringBuilder(value(word));
      // What stands right behind the name goes on with the macro's last word: $lan:network.
      for (Token last = word; at < words.size() && goesOn(last, words.get(at)); at++) {
        last = words.get(at);
        text.append(last.getText());
      }
      for (Token part : words(text.toString())) {
        if (part.getType() == RulesLexer.VARIABLE) {
          throw new Refusal(word, "found a macro within a macro's quotes, which pf never expands");
        }
        expanded.add(placed(part, word));
      }
      if (expanded.size() > MOST_WORDS || text.length() > MOST_TEXT) {
        throw new Refusal(word, "the macros of this statement make too many words");
      }
    }
    return expanded;
  }

  private static boolean goesOn(Token before, Token next) {
    char first = next.getText().charAt(0);
    return before.getStopIndex() + 1 == next.getStartIndex()
        && (Character.isLetterOrDigit(first) || ":_.*+-@$%&?;|~^".indexOf(first) >= 0)
        && next.getType() != RulesLexer.ARROW;
  }

  private String value(Token name) throws Refusal {
    String value = values.get(name.getText().substring(1));
    if (value == null) {
      throw new Refusal(name, "the macro '" + name.getText().substring(1) + "' is not defined");
    }
    return value;
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
