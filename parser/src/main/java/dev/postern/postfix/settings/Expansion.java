package dev.postern.postfix.settings;

import dev.postern.postfix.syntax.Text;
import dev.postern.posture.service.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Expands {@code $name}, {@code ${name?{a}:{b}}}, comparisons and functions in values
 * (util/mac_parse.c, util/mac_expand.c, global/compat_level.c of Postfix 3.7, util/mac_midna.c of
 * 3.11). Every text is expanded again with the values found in it; depth and work are bounded.
 * After a mistake Postfix goes on and may find more.
 */
public final class Expansion {
  /** mac_expand.c gives up there; it counts anew in each side of a comparison. */
  private static final int MAX_LEVEL = 100;

  /** What is nested so deep has no end: Postfix's programs overflow their stack. */
  private static final int MAX_NESTED = 400;

  /** Characters looked at, all in all: far beyond any configuration, far below trouble. */
  private static final int MAX_WORK = 1 << 20;

  /** A reference takes as long as so many characters. */
  private static final int REFERENCE = 64;

  /** How the refusal of an expansion without end starts. */
  public static final String ENDLESS = "a comparison refers to itself without end";

  /** Where values come from. */
  interface Names {
    /** A parameter's text before expansion; empty when it has none. */
    Optional<String> text(String name) throws UnknownValue;
  }

  /** One text with all that it refers to, without the sides of comparisons. */
  private static final class Context {
    private final StringBuilder out = new StringBuilder();
    private int level;
    private boolean failed;
  }

  private final Names names;

  /** Since 3.11 there are functions, and the text of raw parameters stays as it is. */
  private final boolean modern;

  private final boolean scanning;
  private final List<String> mistakes = new ArrayList<>();
  private int work;
  private int nested;

  private Expansion(Version version, Names names, boolean scanning) {
    this.names = names;
    this.modern = version.atLeast(ExpansionFunctions.SINCE);
    this.scanning = scanning;
  }

  /** Whether such versions differ in how they expand. */
  static boolean differs(PossibleVersions versions) {
    return versions.newest().atLeast(ExpansionFunctions.SINCE)
        && !versions.atLeast(ExpansionFunctions.SINCE);
  }

  /** The text with every reference replaced by its value. */
  static String expand(String text, Version version, Names names) throws RefusedText, UnknownValue {
    if (text.indexOf('$') < 0) {
      return text;
    }
    Expansion expansion = new Expansion(version, names, false);
    Context context = new Context();
    if (!expansion.parse(text, context)) {
      throw new RefusedText(expansion.mistakes.get(0));
    }
    return context.out.toString();
  }

  /**
   * Tells the names a text refers to, in all its branches, without looking into their values.
   *
   * @return the mistakes in any of the branches
   */
  static List<String> references(String text, Version version, Consumer<String> found) {
    if (text.indexOf('$') < 0) {
      return List.of();
    }
    Names names =
        name -> {
          found.accept(name);
          return Optional.empty();
        };
    Expansion expansion = new Expansion(version, names, true);
    try {
      expansion.parse(text, new Context());
    } catch (RefusedText e) {
      expansion.mistakes.add(e.message());
    } catch (UnknownValue e) {
      throw new IllegalStateException("names are not looked up here", e);
    }
    return expansion.mistakes;
  }

  /**
   * mac_parse(): literal texts and references, one after the other.
   *
   * @return whether all went well
   */
  private boolean parse(String text, Context context) throws RefusedText, UnknownValue {
    spend(text.length());
    if (++nested > MAX_NESTED) {
      throw new RefusedText(ENDLESS + ": \"" + Text.quoted(text) + "\"");
    }
    boolean good = true;
    StringBuilder literal = new StringBuilder();
    int at = 0;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c != '$' || text.startsWith("$$", at)) {
        literal.append(c);
        at += c == '$' ? 2 : 1;
        continue;
      }
      good &= literal(literal, context);
      at++;
      char open = at < text.length() ? text.charAt(at) : ' ';
      boolean braced = open == '{' || open == '(';
      int start = braced ? at + 1 : at;
      int end =
          braced
              ? ExpressionCursor.closing(text, start, open, open == '{' ? '}' : ')')
              : ExpressionCursor.endOfName(text, start);
      if (end < 0) {
        good = mistake("truncated macro reference: \"" + Text.quoted(text) + "\"");
      }
      if (braced && !good) {
        break;
      }
      String expression = text.substring(start, braced ? end - 1 : end);
      if (expression.isEmpty()) {
        good = mistake("empty macro name: \"" + Text.quoted(text) + "\"");
        break;
      }
      at = end;
      good &= reference(expression, context);
    }
    good = good && literal(literal, context);
    nested--;
    return good;
  }

  private boolean literal(StringBuilder literal, Context context) throws RefusedText {
    if (literal.length() > 0) {
      if (enter(literal, context)) {
        spend(literal.length());
        context.out.append(literal);
        context.level--;
      }
      literal.setLength(0);
    }
    return !context.failed;
  }

  private boolean reference(String expression, Context context) throws RefusedText, UnknownValue {
    spend(REFERENCE);
    if (enter(expression, context) && evaluate(new ExpressionCursor(expression), context)) {
      context.level--;
    }
    return !context.failed;
  }

  /** Whether a part is looked at. Literal text counts as deep as a reference in its place. */
  private boolean enter(CharSequence part, Context context) {
    context.level++;
    if (context.level > MAX_LEVEL + 1) {
      fail(context, "unreasonable macro call nesting: \"" + Text.quoted(part.toString()) + "\"");
    }
    return !context.failed;
  }

  private boolean fail(Context context, String message) {
    context.failed = true;
    return mistake(message);
  }

  private boolean mistake(String message) {
    mistakes.add(message);
    return false;
  }

  private void spend(int characters) throws RefusedText {
    work += characters + 1;
    if (work > MAX_WORK || work < 0) {
      throw new RefusedText("the expansion grows beyond what Postern follows");
    }
  }

  /**
   * mac_expand_callback(): one expression.
   *
   * @return whether it was looked at up to its end
   */
  private boolean evaluate(ExpressionCursor cursor, Context context)
      throws RefusedText, UnknownValue {
    String value;
    if (cursor.peekBrace()) {
      Optional<String> compared = comparison(cursor, context);
      if (compared.isEmpty()) {
        return false;
      }
      value = compared.get();
      if (!cursor.atEnd() && cursor.peek() != '?' && cursor.peek() != ':') {
        return fail(context, expected("\"?\" or \":\" expected", "", cursor));
      }
    } else {
      cursor.skipBlanks();
      String name = cursor.takeName();
      int end = cursor.at();
      cursor.skipBlanks();
      char next = cursor.peek();
      if (modern && next == '{') {
        function(name, cursor, context);
        return false;
      }
      if (next != 0 && next != '?' && next != ':') {
        return fail(
            context,
            "attribute name syntax error at: \"...%s>>>%s\""
                .formatted(Text.quoted(cursor.before(end)), Text.cut(cursor.after(end))));
      }
      value = names.text(name).orElse("");
      if (modern && next == 0 && ParameterTypes.all().isRaw(name)) {
        spend(value.length());
        context.out.append(value);
        return true;
      }
    }
    return cursor.atEnd() ? use(value, true, context) : choose(cursor, value, context);
  }

  /** Expands a value or an operand where it is wanted. */
  private boolean use(String text, boolean wanted, Context context)
      throws RefusedText, UnknownValue {
    if (wanted && !parse(text, context)) {
      context.failed = true;
    }
    return true;
  }

  private boolean choose(ExpressionCursor cursor, String value, Context context)
      throws RefusedText, UnknownValue {
    boolean there = !value.isEmpty();
    if (cursor.next() == '?') {
      Optional<String> first = operand(cursor, context);
      if (first.isEmpty()) {
        return false;
      }
      use(first.get(), there || scanning, context);
      if (cursor.atEnd()) {
        return true;
      }
      if (cursor.peek() != ':') {
        return fail(context, expected("\":\" expected", first.get(), cursor));
      }
      cursor.next();
    }
    Optional<String> last = operand(cursor, context);
    if (last.isEmpty()) {
      return false;
    }
    use(last.get(), !there || scanning, context);
    return cursor.atEnd() || fail(context, expected("unexpected input", last.get(), cursor));
  }

  /** Text in braces, or all that is left; empty when the braces do not close. */
  private Optional<String> operand(ExpressionCursor cursor, Context context) {
    return cursor.peekBrace() ? braced(cursor, context) : Optional.of(cursor.takeRest());
  }

  private Optional<String> braced(ExpressionCursor cursor, Context context) {
    Optional<String> inside = cursor.braced();
    if (inside.isEmpty()) {
      fail(
          context,
          "unbalanced {} in attribute expression: \"%s\"".formatted(Text.quoted(cursor.rest())));
    }
    return inside;
  }

  /** What is missing after a text in braces. */
  private static String expected(String what, String braced, ExpressionCursor cursor) {
    return "%s at: \"...%s}>>>%s\"".formatted(what, Text.quoted(braced), Text.cut(cursor.rest()));
  }

  /** {@code true} or empty text; no value when it cannot be told. */
  private Optional<String> comparison(ExpressionCursor cursor, Context context)
      throws RefusedText, UnknownValue {
    Optional<String> left = braced(cursor, context);
    if (left.isEmpty()) {
      return Optional.empty();
    }
    ExpressionCursor before = new ExpressionCursor(cursor.rest());
    String operator = cursor.takeAny("<>!=?+-*/~&|%");
    if (!Comparisons.isOperator(operator)) {
      fail(context, expected(Comparisons.EXPECTED, left.get(), before));
      return Optional.empty();
    }
    String suffix = cursor.takeName();
    if (!suffix.isEmpty() && !suffix.equals("level")) {
      fail(
          context,
          "bad operator suffix at: \"...%s>>>%s\"".formatted(operator, Text.quoted(suffix)));
      return Optional.empty();
    }
    if (!cursor.peekBrace()) {
      fail(
          context,
          "\"{expression}\" expected at: \"...{%s} %s>>>%s\""
              .formatted(Text.quoted(left.get()), operator + suffix, Text.cut(cursor.rest())));
      return Optional.empty();
    }
    Optional<String> right = braced(cursor, context);
    if (right.isEmpty()) {
      return Optional.empty();
    }
    String first = side(left.get(), context);
    String second = side(right.get(), context);
    if (context.failed) {
      return Optional.empty();
    }
    if (scanning) {
      return Optional.of("");
    }
    try {
      return Optional.of(Comparisons.holds(first, operator + suffix, second) ? "true" : "");
    } catch (RefusedText e) {
      fail(context, e.message());
      return Optional.empty();
    }
  }

  /** A text expanded for itself: its levels count from none. */
  private String side(String text, Context context) throws RefusedText, UnknownValue {
    Context own = new Context();
    if (!parse(text, own)) {
      context.failed = true;
    }
    return own.out.toString();
  }

  private void function(String name, ExpressionCursor cursor, Context context)
      throws RefusedText, UnknownValue {
    Optional<String> inside = braced(cursor, context);
    if (inside.isEmpty()) {
      return;
    }
    String argument = Text.trim(inside.get());
    if (!cursor.atEnd()) {
      fail(context, expected("unexpected input", argument, cursor));
    } else if (!ExpansionFunctions.isKnown(name)) {
      fail(
          context,
          "unknown function \"%s\" at\"...>>>%s{%s}\""
              .formatted(name, name, Text.quoted(argument)));
    } else {
      String value = side(argument, context);
      if (!context.failed && !scanning) {
        context.out.append(ExpansionFunctions.apply(name, value));
      }
    }
  }
}
