package dev.postern.dovecot.modern;

import org.antlr.v4.runtime.BailErrorStrategy;
import org.antlr.v4.runtime.CharStreams;
import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.misc.ParseCancellationException;

/** The language of filters of events, as in {@code log_debug}: only whether a text is of it. */
final class EventFilter {
  /** Nobody nests deeper; a parser that descends needs room for each level. */
  private static final int DEEPEST = 200;

  private EventFilter() {}

  /** Whether Dovecot takes it; too deep a nest counts as taken. */
  static boolean isValid(String text) {
    EventFilterLexer lexer = new EventFilterLexer(CharStreams.fromString(text));
    lexer.removeErrorListeners();
    CommonTokenStream tokens = new CommonTokenStream(lexer);
    tokens.fill();
    int depth = 0;
    for (int i = 0; i < tokens.size(); i++) {
      int type = tokens.get(i).getType();
      depth += type == EventFilterLexer.OPEN || type == EventFilterLexer.NOT ? 1 : 0;
    }
    if (depth > DEEPEST) {
      return true;
    }
    EventFilterParser parser = new EventFilterParser(tokens);
    parser.removeErrorListeners();
    parser.setErrorHandler(new BailErrorStrategy());
    try {
      parser.filter();
      return true;
    } catch (ParseCancellationException e) {
      return false;
    }
  }
}
