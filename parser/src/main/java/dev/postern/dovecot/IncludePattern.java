package dev.postern.dovecot;

import dev.postern.source.FileTree;
import java.util.ArrayList;
import java.util.List;

/**
 * Files that a pattern of {@code !include} names: {@code *}, {@code ?}, {@code [a-z]}, {@code
 * {a,b}}.
 */
final class IncludePattern {
  private static final int MAX_ALTERNATIVES = 1000;

  private IncludePattern() {}

  /**
   * Paths of a tree, those of one alternative sorted; the pattern is relative to the tree's root.
   * Directories are among them: Dovecot opens one as a file and finds nothing in it.
   */
  static List<String> matches(FileTree tree, String pattern) {
    List<String> found = new ArrayList<>();
    for (String alternative : expandBraces(pattern)) {
      List<String> reached = List.of("");
      String[] parts = alternative.split("/+", -1);
      for (int i = 0; i < parts.length && !reached.isEmpty(); i++) {
        if (!parts[i].isEmpty()) {
          reached = step(tree, reached, parts[i], i == parts.length - 1);
        }
      }
      found.addAll(reached);
    }
    return found;
  }

  private static List<String> step(FileTree tree, List<String> from, String part, boolean last) {
    boolean wild = part.chars().anyMatch(c -> "*?[".indexOf(c) >= 0);
    List<String> next = new ArrayList<>();
    for (String directory : from) {
      String prefix = directory.isEmpty() ? "" : directory + "/";
      List<String> names = wild ? tree.list(directory) : List.of(part);
      for (String name : names) {
        boolean fits = !wild || (name.startsWith(".") == part.startsWith(".") && fits(part, name));
        boolean there = !last || tree.isFile(prefix + name) || tree.isDirectory(prefix + name);
        if (fits && there) {
          next.add(prefix + name);
        }
      }
    }
    return next;
  }

  private static List<String> expandBraces(String pattern) {
    List<String> done = new ArrayList<>();
    List<String> open = new ArrayList<>(List.of(pattern));
    while (!open.isEmpty() && open.size() + done.size() <= MAX_ALTERNATIVES) {
      String next = open.remove(0);
      int close = next.indexOf('}');
      int start = close < 0 ? -1 : next.lastIndexOf('{', close);
      if (start < 0) {
        done.add(next);
      } else {
        List<String> expanded = new ArrayList<>();
        for (String word : next.substring(start + 1, close).split(",", -1)) {
          expanded.add(next.substring(0, start) + word + next.substring(close + 1));
        }
        open.addAll(0, expanded);
      }
    }
    return done;
  }

  /** Whether a name fits a shell pattern; time grows with the product of both lengths at most. */
  static boolean fits(String pattern, String name) {
    int p = 0;
    int n = 0;
    int star = -1;
    int mark = 0;
    while (n < name.length()) {
      int set = p < pattern.length() && pattern.charAt(p) == '[' ? pattern.indexOf(']', p + 2) : -1;
      if (p < pattern.length() && pattern.charAt(p) == '*') {
        star = p++;
        mark = n;
      } else if (set > 0 && inSet(pattern.substring(p + 1, set), name.charAt(n))) {
        p = set + 1;
        n++;
      } else if (set < 0
          && p < pattern.length()
          && (pattern.charAt(p) == '?' || pattern.charAt(p) == name.charAt(n))) {
        p++;
        n++;
      } else if (star >= 0) {
        p = star + 1;
        n = ++mark;
      } else {
        return false;
      }
    }
    while (p < pattern.length() && pattern.charAt(p) == '*') {
      p++;
    }
    return p == pattern.length();
  }

  private static boolean inSet(String set, char c) {
    boolean negated = set.startsWith("!") || set.startsWith("^");
    boolean found = false;
    for (int i = negated ? 1 : 0; i < set.length(); i++) {
      boolean range = i + 2 < set.length() && set.charAt(i + 1) == '-';
      found |= range ? set.charAt(i) <= c && c <= set.charAt(i + 2) : set.charAt(i) == c;
      i += range ? 2 : 0;
    }
    return found != negated;
  }
}
