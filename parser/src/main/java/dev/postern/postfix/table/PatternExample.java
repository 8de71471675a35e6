package dev.postern.postfix.table;

import com.google.re2j.Pattern;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * A text that a pattern finds, made while the pattern is written: one alternative of each group,
 * one character of each set, each repetition once.
 */
final class PatternExample {
  private static final int MAX_PARTS = 200;
  private static final String CANDIDATES = "a1-._@ ";

  /** Patterns of RE2, each for one character. */
  private final List<String> parts = new ArrayList<>();

  private final Deque<Integer> open = new ArrayDeque<>();

  /** Of each open group, and of the whole: how many alternatives are passed. */
  private final Deque<Integer> passed = new ArrayDeque<>(List.of(0));

  private final int choice;
  private int part;

  /** How many groups are open around the alternatives that are left out; none where negative. */
  private int left = -1;

  /**
   * An empty text.
   *
   * @param choice which alternative is taken, from 0; of groups with fewer the last
   */
  PatternExample(int choice) {
    this.choice = choice;
  }

  /** One more character. */
  void add(String set) {
    if (left < 0 && parts.size() < MAX_PARTS) {
      part = parts.size();
      parts.add(set);
    }
  }

  void open() {
    open.push(parts.size());
    passed.push(0);
  }

  void close() {
    left = left == open.size() ? -1 : left;
    part = open.pop();
    passed.pop();
  }

  void or() {
    if (left >= 0) {
      return;
    }
    int before = passed.pop();
    passed.push(before + 1);
    if (before < choice) {
      int start = open.isEmpty() ? 0 : open.peek();
      parts.subList(Math.min(start, parts.size()), parts.size()).clear();
    } else {
      left = open.size();
    }
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
