package dev.postern.fail2ban;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Expressions of filters, written for Python's re with fail2ban's tags (failregex.py), as Java
 * expressions. Shipped filters look ahead, so no engine of linear time takes them: instead the work
 * is counted and given up beyond a limit.
 */
final class PythonRegex {
  /** The group that holds a client's IPv4 address. */
  static final String IP4 = "ip4";

  /** The group of {@code <F-CONTENT>}. */
  static final String CONTENT = "content";

  private static final int MAX_LENGTH = 8192;
  private static final int MAX_DEPTH = 40;

  /** What the counts of all {@code {n,m}} may multiply to. */
  private static final double MAX_REPEATS = 1e6;

  private static final int MAX_STEPS = 200_000;

  private static final String IP4_TEXT = "(?:::f{4,6}:)?(?<ip4>(?:\\d{1,3}\\.){3}\\d{1,3})";
  private static final String IP6_TEXT =
      "(?<ip6>(?:[0-9a-fA-F]{1,4}::?|::){1,7}(?:[0-9a-fA-F]{1,4}|(?<=:):))";
  private static final String DNS_TEXT = "(?<dns>[\\w\\-.^_]*\\w)";
  private static final String ADDRESS_TEXT = "\\[?(?:" + IP4_TEXT + "|" + IP6_TEXT + ")\\]?";

  private static final Pattern TAG = Pattern.compile("</?[\\w-]+/?>");
  private static final Pattern COUNT = Pattern.compile("\\{(\\d*)(?:,(\\d*))?\\}");
  private static final String ESCAPED_LETTERS = "AbBdDsSwWnrtf";

  /** Tags by which several lines make one failure, or a match makes none. */
  private static final Pattern MORE_THAN_A_MATCH = Pattern.compile("<F-(?:ID|NOFAIL|MLF)");

  private final Pattern pattern;
  private final boolean isMoreThanAMatch;

  private PythonRegex(Pattern pattern, boolean isMoreThanAMatch) {
    this.pattern = pattern;
    this.isMoreThanAMatch = isMoreThanAMatch;
  }

  /** An expression that means something else to Java, or takes too long. */
  static final class Untranslatable extends Exception {
    private static final long serialVersionUID = 1L;

    Untranslatable(String why) {
      super(why, null, false, false);
    }

    String why() {
      return String.valueOf(getMessage());
    }
  }

  /**
   * Translates an expression.
   *
   * @throws Untranslatable when it has what Java lacks, or repeats too much
   */
  static PythonRegex of(String expression) throws Untranslatable {
    if (expression.length() > MAX_LENGTH) {
      throw new Untranslatable("it is longer than " + MAX_LENGTH + " characters");
    }
    checkRepeats(expression);
    try {
      return new PythonRegex(
          Pattern.compile(new Translation(withTags(expression)).java(), Pattern.UNIX_LINES),
          MORE_THAN_A_MATCH.matcher(expression).find());
    } catch (PatternSyntaxException e) {
      throw new Untranslatable("it is no expression that Java takes: " + e.getDescription());
    }
  }

  private static void checkRepeats(String expression) throws Untranslatable {
    double product = 1;
    Matcher matcher = COUNT.matcher(expression);
    while (matcher.find()) {
      String most = matcher.group(2) == null ? matcher.group(1) : matcher.group(2);
      String least = matcher.group(1);
      String count = most.isEmpty() ? least : most;
      product *= count.isEmpty() ? 1 : Math.max(1, Double.parseDouble(count));
    }
    if (product > MAX_REPEATS) {
      throw new Untranslatable("it repeats too often");
    }
  }

  /** fail2ban's tags as groups: Regex._resolveHostTag. */
  private static String withTags(String expression) throws Untranslatable {
    StringBuilder text = new StringBuilder();
    Matcher matcher = TAG.matcher(expression);
    while (matcher.find()) {
      String tag = matcher.group();
      matcher.appendReplacement(
          text, Matcher.quoteReplacement(group(tag.substring(1, tag.length() - 1), tag)));
    }
    matcher.appendTail(text);
    return text.toString();
  }

  private static String group(String name, String tag) throws Untranslatable {
    return switch (name) {
      case "HOST" -> "(?:" + ADDRESS_TEXT + "|" + DNS_TEXT + ")";
      case "ADDR", "F-ADDR/" -> ADDRESS_TEXT;
      case "IP4", "F-IP4/" -> IP4_TEXT;
      case "IP6", "F-IP6/" -> IP6_TEXT;
      case "DNS", "F-DNS/" -> DNS_TEXT;
      case "CIDR", "F-CIDR/" -> "\\d+";
      case "F-PORT/" -> "\\w+";
      case "F-CONTENT" -> "(?<content>";
      case "SKIPLINES" -> throw new Untranslatable("it joins several lines");
      case "F-ID/" -> "\\S+";
      default -> name.startsWith("F-") ? "(?:" : name.startsWith("/F-") ? ")" : tag;
    };
  }

  /**
   * Where it matches first in a text; empty when nowhere.
   *
   * @throws Untranslatable when it takes too long, or a match alone does not tell what is counted
   */
  Optional<Matcher> find(String text) throws Untranslatable {
    Matcher matcher = pattern.matcher(new Counted(text));
    try {
      if (!matcher.find()) {
        return Optional.empty();
      }
      if (isMoreThanAMatch) {
        throw new Untranslatable("more than one line decides what it counts");
      }
      return Optional.of(matcher);
    } catch (Counted.TooMany e) {
      throw new Untranslatable("it takes too long to match");
    }
  }

  /** The text of a group of a match; empty when the expression has no such group. */
  static Optional<String> group(Matcher matcher, String name) {
    try {
      return Optional.ofNullable(matcher.group(name));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** A text that counts how often it is looked at. */
  private static final class Counted implements CharSequence {
    private final String text;
    private int steps;

    Counted(String text) {
      this.text = text;
    }

    /** The limit is reached. */
    static final class TooMany extends RuntimeException {
      private static final long serialVersionUID = 1L;

      TooMany() {
        super("", null, false, false);
      }
    }

    @Override
    public char charAt(int index) {
      if (++steps > MAX_STEPS) {
        throw new TooMany();
      }
      return text.charAt(index);
    }

    @Override
    public int length() {
      return text.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return text.substring(start, end);
    }

    @Override
    public String toString() {
      return text;
    }
  }

  /** One pass over an expression. */
  private static final class Translation {
    private final String source;
    private final StringBuilder java = new StringBuilder();
    private int at;

    Translation(String source) {
      this.source = source;
    }

    String java() throws Untranslatable {
      int depth = 0;
      while (at < source.length()) {
        char c = source.charAt(at);
        if (c == '\\') {
          escape();
        } else if (c == '[') {
          characterClass();
        } else {
          depth += c == '(' ? 1 : c == ')' ? -1 : 0;
          if (depth > MAX_DEPTH) {
            throw new Untranslatable("its groups are nested too deep");
          }
          if (c == '(') {
            open();
          } else {
            java.append(c);
            at++;
          }
        }
      }
      return java.toString();
    }

    private void escape() throws Untranslatable {
      char next = at + 1 < source.length() ? source.charAt(at + 1) : ' ';
      if (next == 'Z') {
        java.append("\\z");
      } else if (Character.isLetterOrDigit(next) && ESCAPED_LETTERS.indexOf(next) < 0) {
        throw new Untranslatable("\\" + next + " means something else to Java, or nothing");
      } else {
        java.append('\\').append(next);
      }
      at += 2;
    }

    private void open() throws Untranslatable {
      boolean ours =
          source.startsWith("(?<ip", at)
              || source.startsWith("(?<dns>", at)
              || source.startsWith("(?<content>", at);
      if (source.startsWith("(?P<", at)) {
        int close = source.indexOf('>', at);
        if (close < 0) {
          throw new Untranslatable("a group's name has no end");
        }
        java.append("(?:");
        at = close + 1;
        return;
      }
      if (source.startsWith("(?P=", at)
          || source.startsWith("(?(", at)
          || source.startsWith("(?#", at)
          || source.startsWith("(?x", at)
          || (source.startsWith("(?<", at)
              && !ours
              && !source.startsWith("(?<=", at)
              && !source.startsWith("(?<!", at))) {
        throw new Untranslatable("'" + source.substring(at, at + 3) + "' is not known to Java");
      }
      java.append('(');
      at++;
    }

    private void characterClass() throws Untranslatable {
      java.append('[');
      at++;
      if (at < source.length() && source.charAt(at) == '^') {
        java.append('^');
        at++;
      }
      boolean first = true;
      while (at < source.length() && (first || source.charAt(at) != ']')) {
        char c = source.charAt(at);
        if (c == '\\') {
          escape();
        } else {
          java.append(c == '[' || c == ']' || c == '&' ? "\\" : "").append(c);
          at++;
        }
        first = false;
      }
      java.append(']');
      at++;
    }
  }
}
