package dev.postern.postfix.table;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.Set;

/** Writes a pattern in the syntax of RE2, part by part; bounds its depth and size. */
final class PatternWriter {
  private static final int MAX_LENGTH = 16_384;
  private static final int MAX_DEPTH = 100;
  private static final long MAX_REPEATS = 10_000;
  private static final int NOTHING = -1;
  private static final Set<String> CLASSES =
      Set.of(
          "alnum", "alpha", "blank", "cntrl", "digit", "graph", "lower", "print", "punct", "space",
          "upper", "xdigit");

  private final StringBuilder text = new StringBuilder();
  private final PatternExamples examples = new PatternExamples();
  private final Deque<Integer> open = new ArrayDeque<>();
  private int part = NOTHING;
  private boolean repeated;
  private int wraps;
  private long repeats = 1;
  private boolean bracket;
  private boolean bad;
  private final boolean ordersAlternatives;
  private boolean tellsGroups = true;

  /**
   * An empty pattern.
   *
   * @param ordersAlternatives whether the first alternative that matches is taken, as in Perl
   */
  PatternWriter(boolean ordersAlternatives) {
    this.ordersAlternatives = ordersAlternatives;
  }

  /** Whether a pattern can be looked at at all: ASCII of a bearable length. */
  static boolean takes(String pattern) {
    return pattern.length() <= MAX_LENGTH && pattern.chars().allMatch(c -> c < 0x80);
  }

  /** Gives the pattern up. */
  void giveUp() {
    bad = true;
  }

  /** One character that stands for itself. */
  void literal(char c) {
    add(escaped(c));
  }

  /** A part that can be repeated. */
  void add(String part) {
    this.part = text.length();
    repeated = false;
    text.append(part);
    examples.each(example -> example.add(part));
  }

  /** A part that cannot be repeated: an anchor. */
  void mark(String anchor) {
    part = NOTHING;
    text.append(anchor);
  }

  void or() {
    tellsGroups &= ordersAlternatives;
    examples.each(PatternExample::or);
    mark("|");
  }

  void open(String start) {
    open.push(text.length());
    bad |= open.size() > MAX_DEPTH;
    examples.each(PatternExample::open);
    mark(start);
  }

  boolean isOpen() {
    return !open.isEmpty();
  }

  void close() {
    if (open.isEmpty()) {
      bad = true;
      return;
    }
    text.append(')');
    part = open.pop();
    repeated = false;
    examples.each(PatternExample::close);
  }

  /**
   * Repeats the part before.
   *
   * @param again whether what is repeated already may be repeated once more
   */
  void repeat(String quantifier, boolean again) {
    if (part == NOTHING || (repeated && !again)) {
      bad = true;
      return;
    }
    boolean optional = ordersAlternatives && quantifier.startsWith("?");
    tellsGroups &= optional || text.charAt(part) != '(';
    if (repeated) {
      text.insert(part, "(?:").append(')');
      bad |= ++wraps > MAX_DEPTH;
    }
    if (quantifier.startsWith("{")) {
      int least = number(quantifier.replaceAll("\\{([0-9]{0,4}).*", "$1"));
      examples.each(example -> example.repeat(least));
      for (String number : quantifier.replaceAll("[{}?]", "").split(",", -1)) {
        repeats *= number.length() > 4 ? MAX_REPEATS + 1 : Math.max(1, number(number));
        bad |= repeats > MAX_REPEATS;
        repeats = Math.min(repeats, MAX_REPEATS + 1);
      }
    }
    text.append(quantifier.startsWith("{,") ? "{0" + quantifier.substring(1) : quantifier);
    repeated = true;
  }

  private static int number(String digits) {
    return digits.isEmpty() ? 1 : Integer.parseInt(digits);
  }

  /** A bracket expression starts: {@code [}, {@code [^}, perhaps with a closing one as member. */
  void openBracket(String start) {
    part = text.length();
    repeated = false;
    bracket = true;
    text.append(start.endsWith("]") ? start.substring(0, start.length() - 1) + "\\]" : start);
  }

  void member(String set) {
    text.append(set);
  }

  void member(char c) {
    text.append(escaped(c));
  }

  void range(char from, char to) {
    bad |= from > to;
    text.append(escaped(from)).append('-').append(escaped(to));
  }

  /** A class of characters, {@code [:alpha:]}. */
  void memberClass(String name) {
    bad |= !CLASSES.contains(name.replaceAll("[\\[\\]:^]", ""));
    text.append(name);
  }

  void closeBracket() {
    bracket = false;
    text.append(']');
    String set = text.substring(part);
    examples.each(example -> example.add(set));
  }

  private static String escaped(char c) {
    boolean plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    return plain ? String.valueOf(c) : "\\x%02x".formatted((int) c);
  }

  /** The whole of it; empty when it was given up. */
  Optional<PatternSyntax.Compiled> finish(String before, String after, int flags) {
    if (bad || bracket || isOpen()) {
      return Optional.empty();
    }
    try {
      Pattern pattern = Pattern.compile(before + text + after, flags);
      return Optional.of(new PatternSyntax.Compiled(pattern, tellsGroups, examples));
    } catch (PatternSyntaxException e) {
      return Optional.empty();
    }
  }
}
