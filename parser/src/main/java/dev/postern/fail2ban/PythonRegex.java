package dev.postern.fail2ban;

import java.util.Collections;
import java.util.Optional;
import java.util.Set;
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

  /** What the counts of all {@code {n,m}} may multiply to. */
  private static final double MAX_REPEATS = 1e6;

  private static final int MAX_STEPS = 200_000;

  private static final Pattern COUNT = Pattern.compile("\\{(\\d*)(?:,(\\d*))?\\}");

  /** Flags for all of a group, which fail2ban makes flags of that group. */
  private static final Pattern FLAGS_OF_GROUP =
      Pattern.compile("(?<!\\\\)\\((?:\\?:)?(\\(\\?[a-z]+)\\)");

  private static final Set<String> KEPT = Set.of(IP4, CONTENT);

  /** Any of them makes a failure: FAILURE_ID_PRESENTS. */
  private static final Set<String> IDENTIFYING = Set.of("fid", IP4, "ip6", "dns", "mlfid");

  /** Groups by which several lines make one failure, or a match makes none. */
  private static final Pattern MORE_THAN_A_MATCH =
      Pattern.compile(
          "(?:(?:alt|tuple)_)?(?:fid|nofail|mlf).*|(?:alt|tuple)_(?:ip[46]|dns).*|skiplines.*");

  private final RegexReader.Expression expression;
  private final Pattern pattern;

  private PythonRegex(RegexReader.Expression expression, Pattern pattern) {
    this.expression = expression;
    this.pattern = pattern;
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
   * @throws RegexReader.Invalid when Python refuses it
   * @throws Untranslatable when it has what Java lacks, or repeats too much
   */
  static PythonRegex of(String expression) throws RegexReader.Invalid, Untranslatable {
    RegexReader.Expression read = read(expression);
    if (read.foreign().isPresent()) {
      throw new Untranslatable(read.foreign().get());
    }
    checkRepeats(expression);
    try {
      return new PythonRegex(read, Pattern.compile(read.java(), Pattern.UNIX_LINES));
    } catch (PatternSyntaxException e) {
      throw new Untranslatable("it is no expression that Java takes: " + e.getDescription());
    }
  }

  private static RegexReader.Expression read(String expression)
      throws RegexReader.Invalid, Untranslatable {
    if (expression.length() > MAX_LENGTH) {
      throw new Untranslatable("it is longer than " + MAX_LENGTH + " characters");
    }
    String python = FailureTags.replaced(expression);
    if (python.isBlank()) {
      throw new RegexReader.Invalid("it is empty");
    }
    return RegexReader.read(FLAGS_OF_GROUP.matcher(python).replaceAll("$1:"), KEPT);
  }

  /**
   * Whether a match tells who has failed.
   *
   * @throws RegexReader.Invalid when Python refuses it
   * @throws Untranslatable when it cannot be read
   */
  static boolean identifies(String expression) throws RegexReader.Invalid, Untranslatable {
    return !Collections.disjoint(read(expression).names(), IDENTIFYING);
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
      if (expression.names().stream().anyMatch(MORE_THAN_A_MATCH.asMatchPredicate())) {
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
}
