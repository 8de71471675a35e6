package dev.postern.fail2ban;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A filter or an action with its options: {@code name[key=value, key="value"][key='value']}.
 * extractOptions and splitWithOptions (helpers.py), without regular expressions: those of fail2ban
 * need time and memory that grow with what they are given.
 *
 * @param name as written, white space included: fail2ban looks for a file of that name
 */
record WithOptions(String name, Map<String, String> options) {

  /** Text that is no name with options. */
  static final class Malformed extends Exception {
    private static final long serialVersionUID = 1L;

    Malformed(String why) {
      super(why, null, false, false);
    }
  }

  /**
   * Takes one apart.
   *
   * @throws Malformed where fail2ban skips the jail
   */
  static WithOptions of(String text) throws Malformed {
    int open = text.indexOf('[');
    if (open < 0 && !text.isEmpty()) {
      return new WithOptions(text, Map.of());
    }
    String ended = Python.stripEnd(text);
    if (open <= 0 || !ended.endsWith("]")) {
      throw new Malformed("unexpected option syntax");
    }
    String inside = ended.substring(open + 1, ended.length() - 1);
    return new WithOptions(text.substring(0, open), options(inside));
  }

  private static Map<String, String> options(String text) throws Malformed {
    Map<String, String> options = new LinkedHashMap<>();
    int at = 0;
    while (at < text.length()) {
      int key = skipSpace(text, at);
      int equals = endOfKey(text, key);
      if (equals == key || equals == text.length() || text.charAt(equals) != '=') {
        int rest = at < text.length() && text.charAt(at) == ',' ? at + 1 : at;
        if (skipSpace(text, rest) < text.length()) {
          throw new Malformed("expected an option like name=value");
        }
        return options;
      }
      int start = equals + 1;
      int close = endOfQuotes(text, start);
      boolean quoted = close > start;
      int end = quoted ? close : endOfPlain(text, start);
      String value = quoted ? text.substring(start + 1, end - 1) : text.substring(start, end);
      options.put(text.substring(key, equals), Python.strip(value));
      at = separator(text, end);
    }
    return options;
  }

  /** The offset behind a comma or {@code ][}, which must follow unless the text ends. */
  private static int separator(String text, int at) throws Malformed {
    if (at == text.length() || text.substring(at).equals("\n")) {
      return text.length();
    }
    if (text.charAt(at) == ',') {
      return at + 1;
    }
    int open = text.charAt(at) == ']' ? skipSpace(text, at + 1) : text.length();
    if (open < text.length() && text.charAt(open) == '[') {
      return open + 1;
    }
    throw new Malformed("expected a comma between options");
  }

  /** The items of a list between white space; white space within brackets does not part them. */
  static List<String> split(String text) {
    List<String> items = new ArrayList<>();
    int at = skipSpace(text, 0);
    while (at < text.length()) {
      int end = endOfItem(text, at);
      items.add(Python.strip(text.substring(at, end)));
      at = skipSpace(text, end);
    }
    return items;
  }

  private static int endOfItem(String text, int start) {
    int name = start;
    while (name < text.length() && text.charAt(name) != '[' && !Python.isSpace(text.charAt(name))) {
      name++;
    }
    int open = skipSpace(text, name);
    if (name > start && open < text.length() && text.charAt(open) == '[') {
      int end = endOfBrackets(text, open);
      if (end > 0 && (end == text.length() || Python.isSpace(text.charAt(end)))) {
        return end;
      }
    }
    int end = start;
    while (end < text.length() && !Python.isSpace(text.charAt(end))) {
      end++;
    }
    return end;
  }

  /** The offset behind the bracket that closes a list of options; -1 when nothing closes it. */
  private static int endOfBrackets(String text, int open) {
    int at = skipSpace(text, open + 1);
    while (true) {
      int equals = endOfKey(text, at);
      if (equals == at || equals == text.length() || text.charAt(equals) != '=') {
        return at < text.length() && text.charAt(at) == ']' ? at + 1 : -1;
      }
      int close = endOfQuotes(text, equals + 1);
      int end = skipSpace(text, close > equals + 1 ? close : endOfPlain(text, equals + 1));
      if (end == text.length()) {
        return -1;
      }
      int next = end;
      if (text.charAt(end) == ',') {
        next = end + 1;
      } else if (text.charAt(end) == ']') {
        int again = skipSpace(text, end + 1);
        if (again == text.length() || text.charAt(again) != '[') {
          return end + 1;
        }
        next = again + 1;
      } else if (close > equals + 1) {
        // Text behind a closing quote: then the quotes were none.
        next = endOfPlain(text, equals + 1);
      }
      at = skipSpace(text, next);
    }
  }

  private static int skipSpace(String text, int from) {
    int at = from;
    while (at < text.length() && Python.isSpace(text.charAt(at))) {
      at++;
    }
    return at;
  }

  private static int endOfKey(String text, int from) {
    int at = from;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (!Character.isLetterOrDigit(c) && c != '_' && c != '-' && c != '.') {
        break;
      }
      at++;
    }
    return at;
  }

  /** The offset behind the closing quote; {@code from} when no quotes stand there. */
  private static int endOfQuotes(String text, int from) {
    if (from < text.length() && (text.charAt(from) == '"' || text.charAt(from) == '\'')) {
      int close = text.indexOf(text.charAt(from), from + 1);
      return close < 0 ? from : close + 1;
    }
    return from;
  }

  private static int endOfPlain(String text, int from) {
    int at = from;
    while (at < text.length() && text.charAt(at) != ',' && text.charAt(at) != ']') {
      at++;
    }
    return at;
  }
}
