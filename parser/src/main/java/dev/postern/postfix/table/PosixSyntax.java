package dev.postern.postfix.table;

import com.google.re2j.Pattern;
import dev.postern.source.TextStream;
import java.util.Optional;
import org.antlr.v4.runtime.Token;

/** POSIX extended regular expressions (util/dict_regexp.c, regex(7)). */
final class PosixSyntax implements PatternSyntax {

  @Override
  public String options() {
    return "imx";
  }

  @Override
  public boolean takesSecond() {
    return true;
  }

  @Override
  public Optional<Compiled> compile(String pattern, String options) {
    if (!PatternWriter.takes(pattern) || toggles(options, 'x')) {
      return Optional.empty();
    }
    // Which of several ways to match the groups tell depends on rules that no other library has.
    PatternWriter writer = new PatternWriter(false);
    PosixPatternLexer lexer = new PosixPatternLexer(new TextStream(pattern));
    lexer.removeErrorListeners();
    for (Token token : lexer.getAllTokens()) {
      write(token.getType(), token.getText(), writer);
    }
    int flags = Pattern.DOTALL | Pattern.LONGEST_MATCH;
    return writer.finish("", "", toggles(options, 'i') ? flags : flags | Pattern.CASE_INSENSITIVE);
  }

  private static boolean toggles(String options, char letter) {
    return options.chars().filter(c -> c == letter).count() % 2 == 1;
  }

  private static void write(int type, String text, PatternWriter writer) {
    char last = text.charAt(text.length() - 1);
    switch (type) {
      case PosixPatternLexer.PLAIN, PosixPatternLexer.ESCAPED -> writer.literal(last);
      case PosixPatternLexer.REPEAT -> writer.repeat(text, true);
      case PosixPatternLexer.OPEN -> writer.open("(");
      case PosixPatternLexer.CLOSE -> {
        if (writer.isOpen()) {
          writer.close();
        } else {
          writer.literal(')');
        }
      }
      case PosixPatternLexer.OR -> writer.or();
      case PosixPatternLexer.ANY -> writer.add(".");
      case PosixPatternLexer.START -> writer.mark("\\A");
      case PosixPatternLexer.FINISH -> writer.mark("\\z");
      case PosixPatternLexer.WORD -> {
        if (last == 'b' || last == 'B') {
          writer.mark(text);
        } else {
          writer.add(text);
        }
      }
      case PosixPatternLexer.SPACES -> writer.add(last == 's' ? "[\\t-\\r ]" : "[^\\t-\\r ]");
      case PosixPatternLexer.BRACKET -> writer.openBracket(text);
      case PosixPatternLexer.CLASS -> writer.memberClass(text);
      case PosixPatternLexer.RANGE -> writer.range(text.charAt(0), last);
      case PosixPatternLexer.MEMBER -> writer.member(last);
      case PosixPatternLexer.END -> writer.closeBracket();
      default -> writer.giveUp();
    }
  }
}
