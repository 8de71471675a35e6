package dev.postern.postfix.syntax;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Postfix's ways of splitting text (util/mystrtok.c, util/extpar.c, util/split_nameval.c). */
public final class Text {
  private static final int QUOTED = 200;

  private Text() {}

  /** White space as C has it; carriage returns are. */
  public static boolean isSpace(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
  }

  /** Trims white space as C has it. */
  public static String trim(String text) {
    int start = 0;
    int end = text.length();
    while (start < end && isSpace(text.charAt(start))) {
      start++;
    }
    while (end > start && isSpace(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(start, end);
  }

  /** Without the white space at its end. */
  public static String trimEnd(String text) {
    int end = text.length();
    while (end > 0 && isSpace(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(0, end);
  }

  /** Whether a character is a letter or digit of ASCII. */
  public static boolean isAlphanumeric(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  }

  /** The elements of a list: separated by commas and white space, braces hold one together. */
  public static List<String> elements(String list) {
    List<String> result = new ArrayList<>();
    for (Token token : tokens(list, true)) {
      result.add(token.text());
    }
    return result;
  }

  /** A part of a text and where it starts. */
  public record Token(String text, int start) {}

  /**
   * The parts of a text.
   *
   * @param commas whether commas separate, too
   */
  public static List<Token> tokens(String text, boolean commas) {
    List<Token> result = new ArrayList<>();
    int start = -1;
    int level = 0;
    for (int at = 0; at < text.length(); at++) {
      char c = text.charAt(at);
      boolean separates = level == 0 && (isSpace(c) || (commas && c == ','));
      if (separates) {
        if (start >= 0) {
          result.add(new Token(text.substring(start, at), start));
          start = -1;
        }
        continue;
      }
      if (start < 0) {
        start = at;
      }
      if (c == '{') {
        level++;
      } else if (c == '}' && level > 0) {
        level--;
      }
    }
    if (start >= 0) {
      result.add(new Token(text.substring(start), start));
    }
    return result;
  }

  /** The text within the braces that a text starts and ends with, trimmed; else the text itself. */
  static String unbraced(String text) {
    if (!text.startsWith("{")) {
      return text;
    }
    int end = text.endsWith("}") && text.length() > 1 ? text.length() - 1 : text.length();
    return trim(text.substring(1, end));
  }

  /** What is said to a user of a text of any length. */
  public static String quoted(String text) {
    return text.length() <= QUOTED ? text : text.substring(0, QUOTED) + "...";
  }

  /** As much of what follows a mistake as Postfix shows. */
  public static String cut(String rest) {
    return rest.substring(0, Math.min(20, rest.length()));
  }

  /** In small letters, whatever the machine's language. */
  public static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  /** The words of a text, one blank between each, as postconf prints values. */
  public static String normalised(String text) {
    StringBuilder result = new StringBuilder();
    int start = -1;
    for (int at = 0; at <= text.length(); at++) {
      boolean separates = at == text.length() || " \t\r\n".indexOf(text.charAt(at)) >= 0;
      if (!separates) {
        start = start < 0 ? at : start;
      } else if (start >= 0) {
        result.append(result.length() == 0 ? "" : " ").append(text, start, at);
        start = -1;
      }
    }
    return result.toString();
  }
}
