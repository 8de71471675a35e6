package dev.postern.postfix.settings;

import dev.postern.postfix.syntax.Text;
import java.math.BigInteger;
import java.util.Optional;
import java.util.Set;

/** The comparisons of expressions (util/mac_expand.c, global/compat_level.c). */
final class Comparisons {
  private static final Set<String> OPERATORS = Set.of("==", "!=", "<", "<=", ">=", ">");
  private static final String LEVEL = "level";
  private static final int MAX_PART = 1023;
  private static final int SHIFT = 10;
  private static final long MAX_MAJOR = Long.MAX_VALUE >> (2 * SHIFT);
  private static final int MAX_DIGITS = 18;

  /** What Postfix says where none of them stands. */
  static final String EXPECTED =
      "\"==\" or \"!=\"\" or \"<\"\" or \"<=\"\" or \">=\"\" or \">\" expected";

  private Comparisons() {}

  static boolean isOperator(String text) {
    return OPERATORS.contains(text);
  }

  /** Whether the comparison holds; operators with {@code level} compare compatibility levels. */
  static boolean holds(String left, String operator, String right) throws RefusedText {
    if (operator.endsWith(LEVEL)) {
      long difference = level(left) - level(right);
      return holds(operator.substring(0, operator.length() - LEVEL.length()), difference);
    }
    return holds(
        operator,
        isNumber(left) && isNumber(right)
            ? new BigInteger(left).compareTo(new BigInteger(right))
            : left.compareTo(right));
  }

  private static boolean holds(String operator, long difference) {
    return switch (operator) {
      case "==" -> difference == 0;
      case "!=" -> difference != 0;
      case "<" -> difference < 0;
      case "<=" -> difference <= 0;
      case ">=" -> difference >= 0;
      default -> difference > 0;
    };
  }

  /** {@code major[.minor[.patch]]} as one number. */
  static long level(String text) throws RefusedText {
    String[] parts = text.split("\\.", -1);
    long result = 0;
    for (int i = 0; i < 3; i++) {
      long part = i < parts.length ? part(parts[i]) : 0;
      if (part < 0 || parts.length > 3 || part > (i == 0 ? MAX_MAJOR : MAX_PART)) {
        throw new RefusedText(
            "malformed compatibility level syntax: \"" + Text.quoted(text) + "\"");
      }
      result = result << SHIFT | part;
    }
    return result;
  }

  /** What is wrong with a level; empty where nothing is. */
  static Optional<String> levelComplaint(String text) {
    try {
      level(text);
      return Optional.empty();
    } catch (RefusedText e) {
      return Optional.of(e.message());
    }
  }

  /** As strtol() reads it; -1 where it is no number, or is below nought. */
  private static long part(String text) {
    String number = text.stripLeading();
    boolean negative = number.startsWith("-");
    String digits = negative || number.startsWith("+") ? number.substring(1) : number;
    if (!isNumber(digits) || digits.length() > MAX_DIGITS) {
      return -1;
    }
    return negative ? -Long.parseLong(digits) : Long.parseLong(digits);
  }

  private static boolean isNumber(String text) {
    return !text.isEmpty()
        && text.length() <= 1000
        && text.chars().allMatch(c -> c >= '0' && c <= '9');
  }
}
