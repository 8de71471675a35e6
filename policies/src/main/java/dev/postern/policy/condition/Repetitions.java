package dev.postern.policy.condition;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How often counted repetitions of a regular expression copy what they stand behind. RE2 bounds one
 * of them, at 1000, and copies what stands in several of them so often as all of them together say.
 */
final class Repetitions {
  /** What RE2 allows of one, and RE2 of C++ of those in each other. */
  static final long MOST = 1000;

  private static final Pattern COUNT = Pattern.compile("\\{(\\d{1,4})(?:,(\\d{0,4}))?\\}");

  private Repetitions() {}

  /** The product of those that stand in each other, where it is greatest. */
  static long nested(String expression) {
    Matcher count = COUNT.matcher(expression);
    Deque<Long> outer = new ArrayDeque<>();
    long here = 1;
    long last = 1;
    int at = 0;
    while (at < expression.length()) {
      char c = expression.charAt(at);
      if (c == '(') {
        outer.push(here);
        here = 1;
      } else if (c == ')' && !outer.isEmpty()) {
        last = here;
        here = Math.max(outer.pop(), last);
      } else if (c == '{' && count.region(at, expression.length()).lookingAt()) {
        last = Math.min(last * times(count), MOST + 1);
        here = Math.max(here, last);
        at = count.end();
        continue;
      } else {
        last = 1;
      }
      at = c == '\\' ? at + 2 : c == '[' ? behindClass(expression, at) : at + 1;
    }
    return here;
  }

  private static long times(Matcher count) {
    String most =
        count.group(2) == null || count.group(2).isEmpty() ? count.group(1) : count.group(2);
    return Math.max(1, Long.parseLong(most));
  }

  private static int behindClass(String expression, int start) {
    int at = start + 1;
    at += expression.startsWith("^", at) ? 1 : 0;
    at += expression.startsWith("]", at) ? 1 : 0;
    while (at < expression.length() && expression.charAt(at) != ']') {
      at += expression.charAt(at) == '\\' ? 2 : 1;
    }
    return at + 1;
  }
}
