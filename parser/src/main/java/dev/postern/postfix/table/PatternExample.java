package dev.postern.postfix.table;

import com.google.re2j.Pattern;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * A text that a pattern finds, made while the pattern is written: the first alternative of each
 * group, one character of each set, each repetition once.
 */
final class PatternExample {
  private static final int MAX_PARTS = 200;
  private static final String CANDIDATES = "a1-._@ ";

  /** Patterns of RE2, each for one character. */
  private final List<String> parts = new ArrayList<>();

  private final Deque<Integer> open = new ArrayDeque<>();
  private int part;

  /** How many groups are open around the alternatives that are left out; none where negative. */
  private int left = -1;

  /** One more character. */
  void add(String set) {
    if (left < 0 && parts.size() < MAX_PARTS) {
      part = parts.size();
      parts.add(set);
    }
  }

  void open() {
    open.push(parts.size());
  }

  void close() {
    left = left == open.size() ? -1 : left;
    part = open.pop();
  }

  void or() {
    left = left < 0 ? open.size() : left;
  }

  /** The part before must come so often. */
  void repeat(int least) {
    List<String> once = List.copyOf(parts.subList(Math.min(part, parts.size()), parts.size()));
    for (int i = 1; i < least && left < 0 && parts.size() < MAX_PARTS; i++) {
      parts.addAll(once);
    }
  }

  /** The text. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (String set : parts) {
      text.append(set.length() == 1 && !set.equals(".") ? set.charAt(0) : member(set));
    }
    return text.toString();
  }

  private static char member(String set) {
    Pattern pattern = Pattern.compile(set);
    for (int i = 0; i < CANDIDATES.length(); i++) {
      if (pattern.matches(CANDIDATES.substring(i, i + 1))) {
        return CANDIDATES.charAt(i);
      }
    }
    for (char c = '!'; c < 0x7f; c++) {
      if (pattern.matches(String.valueOf(c))) {
        return c;
      }
    }
    return 'a';
  }
}
