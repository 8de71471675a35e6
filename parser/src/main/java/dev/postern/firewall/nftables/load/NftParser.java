package dev.postern.firewall.nftables.load;

import dev.postern.firewall.FirstError;
import dev.postern.firewall.nftables.syntax.Place;
import dev.postern.firewall.nftables.syntax.Refusal;
import dev.postern.firewall.nftables.syntax.Term;
import java.util.Optional;
import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.TokenStream;

/** Reads nft's text command by command, or line by line of a block that includes the text. */
final class NftParser {
  private final String text;
  private final CommonTokenStream tokens;
  private final RulesetParser parser;
  private final FirstError errors = new FirstError();

  /**
   * Reads a text from its start.
   *
   * @throws Refusal when braces stand in each other so deep that nobody meant it
   */
  NftParser(String text) throws Refusal {
    this.text = text;
    checkDepth(text);
    this.tokens = new CommonTokenStream(new ListLexer(text));
    this.parser = new RulesetParser(tokens);
    parser.removeErrorListeners();
    parser.addErrorListener(errors);
  }

  TokenStream tokens() {
    return tokens;
  }

  private static void checkDepth(String text) throws Refusal {
    if (!hasMany(text)) {
      return;
    }
    int depth = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"') {
        int end = text.indexOf('"', i + 1);
        i = end < 0 ? text.length() : end;
      } else if (c == '#') {
        int end = text.indexOf('\n', i);
        i = end < 0 ? text.length() : end;
      } else if (c == '{') {
        if (++depth > Term.DEEPEST) {
          throw new Refusal(
              new Place(i, i + 1), "more than " + Term.DEEPEST + " braces in each other");
        }
      } else if (c == '}') {
        depth--;
      }
    }
  }

  /** Whether there are more braces than may stand in each other: the short way for long lists. */
  private static boolean hasMany(String text) {
    int at = -1;
    for (int braces = 0; braces <= Term.DEEPEST; braces++) {
      at = text.indexOf('{', at + 1);
      if (at < 0) {
        return false;
      }
    }
    return true;
  }

  /** The next command; empty at the end. */
  Optional<RulesetParser.LineContext> command() throws Refusal {
    return skip() ? Optional.of(checked(parser.command()).line()) : Optional.empty();
  }

  /** The next line of a table's block; empty at the end. */
  Optional<RulesetParser.TableEntryContext> tableEntry() throws Refusal {
    return skip() ? Optional.of(checked(parser.tableLine()).tableEntry()) : Optional.empty();
  }

  /** The next line of a chain's block; empty at the end. */
  Optional<RulesetParser.EntryContext> entry() throws Refusal {
    return skip() ? Optional.of(checked(parser.chainLine()).entry()) : Optional.empty();
  }

  /** The next line of the block of a set or another object; empty at the end. */
  Optional<RulesetParser.PropertyContext> property() throws Refusal {
    return skip() ? Optional.of(checked(parser.objectLine()).property()) : Optional.empty();
  }

  /** Goes over separators; whether something follows. */
  private boolean skip() {
    int next = tokens.LA(1);
    while (next == RulesetLexer.NEWLINE || next == RulesetLexer.SEMICOLON) {
      tokens.consume();
      next = tokens.LA(1);
    }
    return next != Token.EOF;
  }

  private <T> T checked(T tree) throws Refusal {
    Optional<Token> wrong = errors.first();
    if (wrong.isPresent()) {
      Token token = wrong.get();
      int length = text.length();
      int start = Math.min(token.getStartIndex(), length);
      int end = Math.max(start, Math.min(token.getStopIndex() + 1, length));
      throw new Refusal(
          new Place(start, end), "found %s; this is not nft's language".formatted(shown(token)));
    }
    return tree;
  }

  private static String shown(Token token) {
    return switch (token.getType()) {
      case Token.EOF -> "the end of the file";
      case RulesetLexer.NEWLINE -> "the end of the line";
      case RulesetLexer.LITERALS -> "'{'";
      case RulesetLexer.RIGHT_BRACE ->
          "'}', which closes no block or lacks a newline or ';' before it";
      default ->
          token.getText().equals("\r")
              ? "a carriage return; save the file with newlines alone"
              : "'" + token.getText() + "'";
    };
  }
}
