package dev.postern.firewall;

import java.util.Optional;
import org.antlr.v4.runtime.BaseErrorListener;
import org.antlr.v4.runtime.RecognitionException;
import org.antlr.v4.runtime.Recognizer;
import org.antlr.v4.runtime.Token;

/** Keeps the token at which a text first went wrong. */
public final class FirstError extends BaseErrorListener {
  private Optional<Token> first = Optional.empty();

  /** Empty while nothing is wrong. */
  public Optional<Token> first() {
    return first;
  }

  /** Forgets what was wrong with the text before. */
  public void clear() {
    first = Optional.empty();
  }

  @Override
  public void syntaxError(
      Recognizer<?, ?> recognizer,
      Object offendingSymbol,
      int line,
      int charPositionInLine,
      String message,
      RecognitionException exception) {
    if (offendingSymbol instanceof Token token && first.isEmpty()) {
      first = Optional.of(token);
    }
  }
}
