package dev.postern.fail2ban;

import dev.postern.data.DataFile;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Times such as {@code 10m}, {@code 1d 12h} or {@code -1}: MyTime.str2seconds (mytime.py). */
final class Duration {
  private record Unit(Pattern pattern, String factor) {}

  private static final Pattern LETTER_THEN_DIGIT =
      Pattern.compile("(?<=[a-z])(\\d)", Pattern.CASE_INSENSITIVE);
  private static final Pattern TWO_NUMBERS = Pattern.compile("(\\d)\\s+(\\d)");
  private static final Pattern NUMBER = Pattern.compile("[0-9]+(?:\\.[0-9]*)?|\\.[0-9]+");
  private static final Pattern LEADING_ZERO = Pattern.compile("0+[1-9][0-9]*");
  private static final Pattern NO_EXPRESSION = Pattern.compile("[;$?`]|^[%*/]|[-+*/%]$");
  private static final Pattern COMMENT = Pattern.compile("#[^\n]*+");

  /** What an expression of several lines needs: an open bracket, or a backslash before the end. */
  private static final Pattern GOING_ON = Pattern.compile("[(\\[{\\\\]");

  private static final Pattern WORD = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
  private static final Pattern WORD_BEHIND_NUMBER =
      Pattern.compile("[0-9]\\s+([A-Za-z_][A-Za-z0-9_]*)");

  /** Words that mean something to Python. */
  private static final Set<String> NAMES =
      DataFile.rows(Duration.class, "python-names.tsv", 1).stream()
          .map(row -> row[0])
          .collect(Collectors.toUnmodifiableSet());

  private static final List<Unit> UNITS =
      List.of(
          unit("days?|da|dd?", "86400"),
          unit("weeks?|wee?|ww?", "604800"),
          unit("months?|mon?", "2629800.0"),
          unit("years?|yea?|yy?", "31557600.0"),
          unit("seconds?|sec?|ss?", "1"),
          unit("minutes?|min?|mm?", "60"),
          unit("hours?|hou?|hh?", "3600"));

  private Duration() {}

  private static Unit unit(String words, String seconds) {
    return new Unit(
        Pattern.compile("(?<=[\\d\\s])(" + words + ")\\b", Pattern.CASE_INSENSITIVE),
        "*" + seconds);
  }

  /** Seconds; empty when it is no sum of products of numbers, or beyond an int. */
  static Optional<Integer> seconds(String text) {
    return Optional.of(Python.strip(expression(text)))
        .filter(expression -> expression.indexOf('\n') < 0)
        .flatMap(Duration::sum)
        .filter(seconds -> Math.abs(seconds) <= Integer.MAX_VALUE)
        .map(Double::intValue);
  }

  /**
   * Whether Python certainly refuses the expression that a time is made into: nothing, a number
   * with a word behind it, a word that names nothing, a character that no expression has, or a
   * second line.
   */
  static boolean isRefused(String text) {
    String expression = Python.strip(expression(text));
    if (expression.isEmpty()) {
      return true;
    }
    if (expression.indexOf('"') >= 0 || expression.indexOf('\'') >= 0) {
      return false;
    }
    if (expression.indexOf('\n') >= 0 && !GOING_ON.matcher(expression).find()) {
      return true;
    }
    Matcher word = WORD.matcher(expression);
    Matcher behind = WORD_BEHIND_NUMBER.matcher(expression);
    return NO_EXPRESSION.matcher(expression).find()
        || (word.matches() && !NAMES.contains(expression))
        || (behind.find() && !NAMES.contains(behind.group(1)));
  }

  /** The Python expression that fail2ban has evaluated, without comments. */
  private static String expression(String text) {
    String expression = LETTER_THEN_DIGIT.matcher(text).replaceAll(" $1");
    for (Unit unit : UNITS) {
      expression = unit.pattern().matcher(expression).replaceAll(unit.factor());
    }
    expression = TWO_NUMBERS.matcher(expression).replaceAll("$1+$2");
    return COMMENT.matcher(expression).replaceAll("");
  }

  /** Sums of products: all that a time needs of the Python expression that it is. */
  private static Optional<Double> sum(String expression) {
    double sum = 0;
    double product = 1;
    char operator = '+';
    int at = 0;
    while (true) {
      at = skipBlanks(expression, at);
      boolean negative = false;
      while (at < expression.length() && "+-".indexOf(expression.charAt(at)) >= 0) {
        negative ^= expression.charAt(at) == '-';
        at = skipBlanks(expression, at + 1);
      }
      Matcher number = NUMBER.matcher(expression).region(at, expression.length());
      if (!number.lookingAt() || LEADING_ZERO.matcher(number.group()).matches()) {
        return Optional.empty();
      }
      double value = Double.parseDouble(number.group()) * (negative ? -1 : 1);
      if (operator == '*' || operator == '/') {
        product = operator == '*' ? product * value : product / value;
      } else {
        product = operator == '-' ? -value : value;
      }
      at = skipBlanks(expression, number.end());
      if (at == expression.length()) {
        double result = sum + product;
        return Double.isFinite(result) ? Optional.of(result) : Optional.empty();
      }
      operator = expression.charAt(at);
      if ("+-*/".indexOf(operator) < 0) {
        return Optional.empty();
      }
      if (operator == '+' || operator == '-') {
        sum += product;
      }
      at++;
      if (at < expression.length() && expression.charAt(at) == operator) {
        return Optional.empty();
      }
    }
  }

  private static int skipBlanks(String text, int from) {
    int at = from;
    while (at < text.length() && Python.isSpace(text.charAt(at))) {
      at++;
    }
    return at;
  }
}
