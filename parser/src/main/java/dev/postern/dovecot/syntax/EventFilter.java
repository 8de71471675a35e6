package dev.postern.dovecot.syntax;

import dev.postern.source.TextStream;
import org.antlr.v4.runtime.BailErrorStrategy;
import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.misc.ParseCancellationException;

/** The language of filters of events, as in {@code log_debug}: only whether a text is of it. */
public final class EventFilter {
  /** Nobody nests deeper; a parser that descends needs room for each level. */
  private static final int DEEPEST = 200;

  /** What a word may hold in 2.3 besides letters and digits, and what in 2.4. */
  public static final String WORDS_2_3 = ":.*?_-";

  public static final String WORDS_2_4 = WORDS_2_3 + "/%";

  private EventFilter() {}

  /**
   * Whether Dovecot takes it; too deep a nest counts as taken.
   *
   * @param words the characters other than letters and digits that a word may hold without quotes
   */
  public static boolean isValid(String text, String words) {
    EventFilterLexer lexer = new EventFilterLexer(new TextStream(text));
    lexer.removeErrorListeners();
    CommonTokenStream tokens = new CommonTokenStream(lexer);
    tokens.fill();
    int depth = 0;
    for (int i = 0; i < tokens.size(); i++) {
      int type = tokens.get(i).getType();
      if (type == EventFilterLexer.WORD && !holdsOnly(tokens.get(i).getText(), words)) {
        return false;
      }
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

  private static boolean holdsOnly(String word, String others) {
    for (int i = 0; i < word.length(); i++) {
      char c = word.charAt(i);
      boolean plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
      if (!plain && others.indexOf(c) < 0) {
        return false;
      }
    }
    return true;
  }
}
