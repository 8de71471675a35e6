package dev.postern.source;

/** Names of files with {@code *}, {@code ?} and {@code [...]}: glob(7). */
public final class FilePattern {
  private FilePattern() {}

  /** Whether a text has a sign that stands for others. */
  public static boolean isPattern(String text) {
    return text.indexOf('*') >= 0 || text.indexOf('?') >= 0 || text.indexOf('[') >= 0;
  }

  /** Whether a pattern stands for a file's name; a hidden file is named by a dot alone. */
  public static boolean names(String pattern, String name) {
    return name.startsWith(".") == pattern.startsWith(".") && fits(pattern, name);
  }

  /** Whether a path is one of those that a pattern names; no sign stands for a slash. */
  public static boolean matches(String pattern, String path) {
    String[] wanted = pattern.split("/+", -1);
    String[] found = path.split("/+", -1);
    if (wanted.length != found.length) {
      return false;
    }
    for (int i = 0; i < wanted.length; i++) {
      if (!names(wanted[i], found[i])) {
        return false;
      }
    }
    return true;
  }

  /** Whether a name fits a shell pattern; time grows with the product of both lengths at most. */
  private static boolean fits(String pattern, String name) {
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
