package dev.postern.dovecot.settings;

import dev.postern.source.FilePattern;
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
    boolean wild = FilePattern.isPattern(part);
    List<String> next = new ArrayList<>();
    for (String directory : from) {
      String prefix = directory.isEmpty() ? "" : directory + "/";
      List<String> names = wild ? tree.list(directory) : List.of(part);
      for (String name : names) {
        boolean fits = !wild || FilePattern.names(part, name);
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
}
