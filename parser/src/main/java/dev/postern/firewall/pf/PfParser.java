package dev.postern.firewall.pf;

import dev.postern.firewall.FirstError;
import java.util.ArrayList;
import java.util.List;
import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.ListTokenSource;
import org.antlr.v4.runtime.Token;

/** Reads the statements of a file one by one. */
final class PfParser {
  private static final int DEEPEST = 64;

  private final List<Token> words;
  private int at;

  PfParser(String text) {
    this.words = Macros.words(text);
  }

  /** The words of the next statement; empty at the end. */
  List<Token> next() {
    List<Token> statement = new ArrayList<>();
    int depth = 0;
    while (at < words.size()) {
      Token word = words.get(at++);
      switch (word.getType()) {
        case RulesLexer.LEFT_BRACE -> depth++;
        case RulesLexer.RIGHT_BRACE -> depth = Math.max(0, depth - 1);
        case RulesLexer.NEWLINE -> {
          if (depth == 0 && !statement.isEmpty()) {
            return statement;
          }
          if (depth == 0) {
            continue;
          }
        }
        default -> {
          // Part of the statement.
        }
      }
      statement.add(word);
    }
    return statement;
  }

  /**
   * What a statement says.
   *
   * @param words macros expanded
   * @throws Refusal when it is not of the language
   */
  static RulesParser.StatementContext statement(List<Token> words) throws Refusal {
    checkDepth(words);
    RulesParser parser =
        new RulesParser(new CommonTokenStream(new ListTokenSource(new ArrayList<>(words))));
    FirstError errors = new FirstError();
    parser.removeErrorListeners();
    parser.addErrorListener(errors);
    RulesParser.StatementContext statement = parser.line().statement();
    if (errors.first().isPresent()) {
      Token wrong = errors.first().get();
      throw wrong.getType() == Token.EOF
          ? new Refusal(words.get(words.size() - 1), "the statement ends too early")
          : new Refusal(wrong, "found " + shown(wrong) + ", which is not of pf's language here");
    }
    return statement;
  }

  private static String shown(Token wrong) {
    return wrong.getType() == RulesLexer.NEWLINE
        ? "the end of the line"
        : "'" + wrong.getText() + "'";
  }

  private static void checkDepth(List<Token> words) throws Refusal {
    int depth = 0;
    for (Token word : words) {
      if (word.getType() == RulesLexer.LEFT_BRACE && ++depth > DEEPEST) {
        throw new Refusal(word, "more than " + DEEPEST + " braces in each other");
      } else if (word.getType() == RulesLexer.RIGHT_BRACE) {
        depth--;
      }
    }
  }
}
