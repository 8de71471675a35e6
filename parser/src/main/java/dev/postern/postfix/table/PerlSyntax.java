package dev.postern.postfix.table;

import com.google.re2j.Pattern;
import dev.postern.source.TextStream;
import java.util.Optional;
import org.antlr.v4.runtime.Token;

/** Regular expressions of PCRE2 (util/dict_pcre.c, pcre2pattern(3)). */
final class PerlSyntax implements PatternSyntax {

  @Override
  public String options() {
    return "imsxAEUX";
  }

  @Override
  public boolean takesSecond() {
    return false;
  }

  /** Keys have no line ends: neither multi-line matching nor {@code E} makes a difference. */
  @Override
  public Optional<Compiled> compile(String pattern, String options) {
    if (!PatternWriter.takes(pattern) || toggles(options, 'x')) {
      return Optional.empty();
    }
    PatternWriter writer = new PatternWriter(true);
    PerlPatternLexer lexer = new PerlPatternLexer(new TextStream(pattern));
    lexer.removeErrorListeners();
    for (Token token : lexer.getAllTokens()) {
      write(token.getType(), token.getText(), writer);
    }
    boolean anchored = toggles(options, 'A');
    int flags =
        (toggles(options, 'i') ? 0 : Pattern.CASE_INSENSITIVE)
            | (toggles(options, 's') ? 0 : Pattern.DOTALL);
    return writer.finish(
        (toggles(options, 'U') ? "(?U)" : "") + (anchored ? "\\A(?:" : ""),
        anchored ? ")" : "",
        flags);
  }

  private static boolean toggles(String options, char letter) {
    return options.chars().filter(c -> c == letter).count() % 2 == 1;
  }

  private static void write(int type, String text, PatternWriter writer) {
    switch (type) {
      case PerlPatternLexer.PLAIN, PerlPatternLexer.ESCAPED, PerlPatternLexer.CONTROL ->
          writer.literal(single(text));
      case PerlPatternLexer.QUOTED -> quoted(text, writer);
      case PerlPatternLexer.NO_QUOTE -> {}
      case PerlPatternLexer.SET -> writer.add(text);
      case PerlPatternLexer.SPACES, PerlPatternLexer.HORIZONTAL, PerlPatternLexer.VERTICAL ->
          writer.add((Character.isUpperCase(text.charAt(1)) ? "[^" : "[") + set(text) + "]");
      case PerlPatternLexer.NO_NEWLINE -> writer.add("[^\\n]");
      case PerlPatternLexer.BOUNDARY -> writer.mark(text);
      case PerlPatternLexer.START -> writer.mark("\\A");
      case PerlPatternLexer.FINISH -> writer.mark("\\z");
      case PerlPatternLexer.NAMED, PerlPatternLexer.OPEN -> writer.open("(");
      case PerlPatternLexer.FLAGS -> {
        if (text.endsWith(")")) {
          writer.mark(text);
        } else {
          writer.open(text);
        }
      }
      case PerlPatternLexer.CLOSE -> writer.close();
      case PerlPatternLexer.REPEAT -> writer.repeat(text, false);
      case PerlPatternLexer.OR -> writer.or();
      case PerlPatternLexer.ANY -> writer.add(".");
      default -> writeMember(type, text, writer);
    }
  }

  private static void writeMember(int type, String text, PatternWriter writer) {
    switch (type) {
      case PerlPatternLexer.BRACKET -> writer.openBracket(text);
      case PerlPatternLexer.CLASS -> writer.memberClass(text);
      case PerlPatternLexer.MEMBER_SET -> writer.member(text);
      case PerlPatternLexer.MEMBER_BLANKS -> {
        if (Character.isUpperCase(text.charAt(1))) {
          writer.giveUp();
        }
        writer.member(set(text));
      }
      case PerlPatternLexer.BACKSPACE -> writer.member('\b');
      case PerlPatternLexer.RANGE -> {
        int dash = text.indexOf('-', text.startsWith("\\") ? 2 : 1);
        writer.range(single(text.substring(0, dash)), single(text.substring(dash + 1)));
      }
      case PerlPatternLexer.MEMBER -> writer.member(single(text));
      case PerlPatternLexer.END -> writer.closeBracket();
      default -> writer.giveUp();
    }
  }

  private static void quoted(String text, PatternWriter writer) {
    int end = text.endsWith("\\E") ? text.length() - 2 : text.length();
    for (int at = 2; at < end; at++) {
      writer.literal(text.charAt(at));
    }
  }

  private static String set(String escape) {
    return switch (Character.toLowerCase(escape.charAt(1))) {
      case 's' -> "\\t-\\r ";
      case 'h' -> "\\t \\xa0";
      default -> "\\n-\\r\\x85";
    };
  }

  /** The character that a plain one or an escape sequence stands for. */
  private static char single(String text) {
    if (text.length() == 1) {
      return text.charAt(0);
    }
    char letter = text.charAt(1);
    return switch (letter) {
      case 't' -> '\t';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 'f' -> '\f';
      case 'a' -> '\u0007';
      case 'e' -> '\u001b';
      case 'x' -> (char) Integer.parseInt(text.substring(2).replaceAll("[{}]", ""), 16);
      case '0' -> (char) Integer.parseInt(text.substring(1), 8);
      default -> letter;
    };
  }
}
