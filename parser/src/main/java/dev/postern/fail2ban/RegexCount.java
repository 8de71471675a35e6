package dev.postern.fail2ban;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How often Python's re repeats what stands before: {@code * + ? {2} {2,} {,3} {2,3}}.
 *
 * @param java the same for Java
 * @param end where the text goes on
 */
record RegexCount(long least, long most, String java, int end) {
  private static final Pattern BRACES = Pattern.compile("\\{(?!\\})(\\d*)(,?)(\\d*)\\}");

  /** What {@code most} is without a limit. */
  static final long ENDLESS = Long.MAX_VALUE;

  /** The count that starts at a place; empty when what stands there is none. */
  static Optional<RegexCount> at(String source, int at) {
    return switch (source.charAt(at)) {
      case '*' -> Optional.of(new RegexCount(0, ENDLESS, "*", at + 1));
      case '+' -> Optional.of(new RegexCount(1, ENDLESS, "+", at + 1));
      case '?' -> Optional.of(new RegexCount(0, 1, "?", at + 1));
      case '{' -> braces(source, at);
      default -> Optional.empty();
    };
  }

  private static Optional<RegexCount> braces(String source, int at) {
    Matcher matcher = BRACES.matcher(source).region(at, source.length());
    if (!matcher.lookingAt()) {
      return Optional.empty();
    }
    long least = number(matcher.group(1), 0);
    boolean isRange = !matcher.group(2).isEmpty();
    long most = isRange ? number(matcher.group(3), ENDLESS) : least;
    String java =
        "{" + least + (isRange ? "," : "") + (isRange && most < ENDLESS ? most : "") + "}";
    return Optional.of(new RegexCount(least, most, java, matcher.end()));
  }

  private static long number(String digits, long otherwise) {
    return digits.isEmpty()
        ? otherwise
        : digits.length() > 9 ? Integer.MAX_VALUE : Long.parseLong(digits);
  }
}
