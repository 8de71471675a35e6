package dev.postern.postfix;

import java.util.Optional;
import java.util.function.Consumer;

/**
 * Expands {@code $name}, {@code ${name?{a}:{b}}} and comparisons in values (util/mac_parse.c,
 * util/mac_expand.c, global/compat_level.c of Postfix 3.7). Every text is expanded again with the
 * values found in it; depth and work are bounded.
 */
final class Expansion {
  /** mac_expand.c gives up there; it counts anew in each side of a comparison. */
  private static final int MAX_LEVEL = 100;

  /** What is nested so deep has no end: Postfix's programs overflow their stack. */
  private static final int MAX_NESTED = 400;

  /** How the refusal of an expansion without end starts. */
  static final String ENDLESS = "a comparison refers to itself without end";

  /** Characters looked at, all in all: far beyond any configuration, far below trouble. */
  private static final int MAX_WORK = 4 << 20;

  /** Where values come from. */
  interface Names {
    /** A parameter's text before expansion; empty when it has none. */
    Optional<String> text(String name) throws Unknown;
  }

  /** A value that cannot be known. */
  static final class Unknown extends Exception {
    private static final long serialVersionUID = 1L;

    Unknown(String reason) {
      super(reason, null, false, false);
    }

    String reason() {
      return String.valueOf(getMessage());
    }
  }

  /** A text that Postfix refuses to expand. */
  static final class Refused extends Exception {
    private static final long serialVersionUID = 1L;

    Refused(String message) {
      super(message, null, false, false);
    }

    String message() {
      return String.valueOf(getMessage());
    }
  }

  private final Names names;
  private int work;
  private int nested;

  private Expansion(Names names) {
    this.names = names;
  }

  /** The text with every reference replaced by its value. */
  static String expand(String text, Names names) throws Refused, Unknown {
    if (text.indexOf('$') < 0) {
      return text;
    }
    StringBuilder result = new StringBuilder();
    new Expansion(names).parse(text, result, 0);
    return result.toString();
  }

  /**
   * Tells the names a text refers to, in all its branches, without looking into their values.
   *
   * @return the first mistake in any of the branches; what comes before it was told
   */
  static Optional<String> references(String text, Consumer<String> found) {
    if (text.indexOf('$') < 0) {
      return Optional.empty();
    }
    try {
      Names names =
          name -> {
            found.accept(name);
            return Optional.empty();
          };
      new Expansion(names).scan(text, 0);
      return Optional.empty();
    } catch (Refused e) {
      return Optional.of(e.message());
    } catch (Unknown e) {
      throw new IllegalStateException("names are not looked up here", e);
    }
  }

  private void parse(String text, StringBuilder out, int level) throws Refused, Unknown {
    walk(text, level, out, (expression, next) -> evaluate(expression, out, next));
  }

  private void scan(String text, int level) throws Refused, Unknown {
    walk(text, level, new StringBuilder(), this::visit);
  }

  private interface Action {
    void on(String expression, int level) throws Refused, Unknown;
  }

  /** mac_parse(): literal text goes to {@code out}, each reference to {@code action}. */
  private void walk(String text, int level, StringBuilder out, Action action)
      throws Refused, Unknown {
    spend(text.length());
    if (++nested > MAX_NESTED) {
      throw new Refused(ENDLESS + ": \"" + Text.quoted(text) + "\"");
    }
    StringBuilder literal = new StringBuilder();
    int at = 0;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c != '$' || text.startsWith("$$", at)) {
        literal.append(c);
        at += c == '$' ? 2 : 1;
        continue;
      }
      flush(literal, level, out);
      at++;
      int end;
      String expression;
      char open = at < text.length() ? text.charAt(at) : ' ';
      if (open == '{' || open == '(') {
        end = closing(text, at + 1, open, open == '{' ? '}' : ')');
        expression = text.substring(at + 1, end - 1);
      } else {
        end = at;
        while (end < text.length() && isNameCharacter(text.charAt(end))) {
          end++;
        }
        expression = text.substring(at, end);
      }
      if (expression.isEmpty()) {
        throw new Refused("empty macro name: \"" + Text.quoted(text) + "\"");
      }
      at = end;
      limit(level, expression);
      action.on(expression, level + 1);
    }
    flush(literal, level, out);
    nested--;
  }

  private void flush(StringBuilder literal, int level, StringBuilder out) throws Refused {
    if (literal.length() > 0) {
      limit(level, literal);
      spend(literal.length());
      out.append(literal);
      literal.setLength(0);
    }
  }

  /** Literal text counts as deep as a reference in its place. */
  private static void limit(int level, CharSequence what) throws Refused {
    if (level > MAX_LEVEL) {
      throw new Refused(
          "unreasonable macro call nesting: \"" + Text.quoted(what.toString()) + "\"");
    }
  }

  private void spend(int characters) throws Refused {
    work += characters + 1;
    if (work > MAX_WORK || work < 0) {
      throw new Refused("the expansion grows beyond " + (MAX_WORK >> 20) + " million characters");
    }
  }

  /** One past the sign that closes what opened before {@code start}. */
  private static int closing(String text, int start, char open, char close) throws Refused {
    int level = 1;
    for (int at = start; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c == open) {
        level++;
      } else if (c == close && --level == 0) {
        return at + 1;
      }
    }
    throw new Refused("truncated macro reference: \"" + Text.quoted(text) + "\"");
  }

  /** An expression, cut into its parts. */
  private record Parts(Head head, char operator, String whenTrue, String whenFalse) {}

  private sealed interface Head {}

  private record Name(String name) implements Head {}

  private record Comparison(String left, String operator, String right) implements Head {}

  private void evaluate(String expression, StringBuilder out, int level) throws Refused, Unknown {
    Parts parts = parts(expression);
    Optional<String> value =
        parts.head() instanceof Name name
            ? names.text(name.name())
            : Optional.of(compare((Comparison) parts.head()) ? "true" : "");
    boolean there = value.isPresent() && !value.get().isEmpty();
    if (parts.operator() == 0) {
      if (there) {
        parse(value.orElse(""), out, level);
      }
    } else {
      parse(there ? parts.whenTrue() : parts.whenFalse(), out, level);
    }
  }

  private void visit(String expression, int level) throws Refused, Unknown {
    Parts parts = parts(expression);
    if (parts.head() instanceof Name name) {
      names.text(name.name());
    } else {
      Comparison comparison = (Comparison) parts.head();
      scan(comparison.left(), 0);
      scan(comparison.right(), 0);
    }
    scan(parts.whenTrue(), level);
    scan(parts.whenFalse(), level);
  }

  private Parts parts(String expression) throws Refused {
    Cursor cursor = new Cursor(expression);
    Head head = cursor.peekBrace() ? comparison(cursor) : name(cursor);
    if (cursor.atEnd()) {
      return new Parts(head, (char) 0, "", "");
    }
    char operator = cursor.next();
    if (operator != '?' && operator != ':') {
      throw expected("\"?\" or \":\" expected", "", operator + cursor.rest());
    }
    String first = operand(cursor);
    if (operator == ':') {
      return end(cursor, new Parts(head, ':', "", first));
    }
    if (cursor.atEnd()) {
      return new Parts(head, '?', first, "");
    }
    if (cursor.peek() != ':') {
      throw expected("\":\" expected", first, cursor.rest());
    }
    cursor.next();
    return end(cursor, new Parts(head, '?', first, operand(cursor)));
  }

  /** What is missing after a text in braces. */
  private static Refused expected(String what, String braced, String rest) {
    return new Refused(
        "%s at: \"...%s}>>>%s\"".formatted(what, Text.quoted(braced), Text.cut(rest)));
  }

  private static Parts end(Cursor cursor, Parts parts) throws Refused {
    if (!cursor.atEnd()) {
      throw expected("unexpected input", parts.whenFalse(), cursor.rest());
    }
    return parts;
  }

  /** Text in braces, or all that is left. */
  private static String operand(Cursor cursor) throws Refused {
    return cursor.peekBrace() ? cursor.braced() : cursor.takeRest();
  }

  private static Head name(Cursor cursor) throws Refused {
    cursor.skipBlanks();
    String name = cursor.takeName();
    int end = cursor.at();
    cursor.skipBlanks();
    char next = cursor.peek();
    if (next != 0 && next != '?' && next != ':') {
      throw new Refused(
          "attribute name syntax error at: \"...%s>>>%s\""
              .formatted(Text.quoted(cursor.before(end)), Text.cut(cursor.after(end))));
    }
    return new Name(name);
  }

  private static Head comparison(Cursor cursor) throws Refused {
    String left = cursor.braced();
    String operator = cursor.takeAny("<>!=?+-*/~&|%");
    if (!Comparisons.isOperator(operator)) {
      throw expected(Comparisons.EXPECTED, left, operator + cursor.rest());
    }
    String suffix = cursor.takeName();
    if (!suffix.isEmpty() && !suffix.equals("level")) {
      throw new Refused(
          "bad operator suffix at: \"...%s>>>%s\"".formatted(operator, Text.quoted(suffix)));
    }
    if (!cursor.peekBrace()) {
      throw new Refused(
          "\"{expression}\" expected at: \"...{%s} %s>>>%s\""
              .formatted(Text.quoted(left), operator + suffix, Text.cut(cursor.rest())));
    }
    return new Comparison(left, operator + suffix, cursor.braced());
  }

  private boolean compare(Comparison comparison) throws Refused, Unknown {
    StringBuilder left = new StringBuilder();
    parse(comparison.left(), left, 0);
    StringBuilder right = new StringBuilder();
    parse(comparison.right(), right, 0);
    return Comparisons.holds(left.toString(), comparison.operator(), right.toString());
  }

  private static boolean isNameCharacter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  }

  /** A place in an expression. */
  private static final class Cursor {
    private final String text;
    private int at;

    Cursor(String text) {
      this.text = text;
    }

    int at() {
      return at;
    }

    boolean atEnd() {
      return at == text.length();
    }

    char peek() {
      return atEnd() ? 0 : text.charAt(at);
    }

    char next() {
      return text.charAt(at++);
    }

    String rest() {
      return text.substring(at);
    }

    String before(int end) {
      return text.substring(0, end);
    }

    String after(int start) {
      return text.substring(start);
    }

    String takeRest() {
      String rest = rest();
      at = text.length();
      return rest;
    }

    void skipBlanks() {
      while (!atEnd() && Text.isSpace(text.charAt(at))) {
        at++;
      }
    }

    /** Whether an opening brace comes next, after blanks. */
    boolean peekBrace() {
      int look = at;
      while (look < text.length() && Text.isSpace(text.charAt(look))) {
        look++;
      }
      return look < text.length() && text.charAt(look) == '{';
    }

    /** The text in the braces that come next; blanks around them are skipped. */
    String braced() throws Refused {
      skipBlanks();
      int start = at + 1;
      try {
        at = closing(text, start, '{', '}');
      } catch (Refused e) {
        throw new Refused(
            "unbalanced {} in attribute expression: \"%s\""
                .formatted(Text.quoted(text.substring(start - 1))));
      }
      String payload = text.substring(start, at - 1);
      skipBlanks();
      return payload;
    }

    String takeName() {
      int start = at;
      while (!atEnd() && isNameCharacter(text.charAt(at))) {
        at++;
      }
      return text.substring(start, at);
    }

    String takeAny(String characters) {
      int start = at;
      while (!atEnd() && characters.indexOf(text.charAt(at)) >= 0) {
        at++;
      }
      return text.substring(start, at);
    }
  }
}
