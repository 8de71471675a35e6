package dev.postern.fail2ban;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Python's ways with text, where they are not Java's. */
final class Python {
  private Python() {}

  /** Unicode white space, as {@code str.isspace()} has it. */
  static boolean isSpace(char c) {
    return c == ' '
        || (c >= '\t' && c <= '\r')
        || (c >= 0x1C && c <= 0x1F)
        || c == 0x85
        || c == 0xA0
        || (c >= 0x1680 && Character.isSpaceChar(c));
  }

  static String strip(String text) {
    String ended = stripEnd(text);
    int start = 0;
    while (start < ended.length() && isSpace(ended.charAt(start))) {
      start++;
    }
    return ended.substring(start);
  }

  static String stripEnd(String text) {
    int end = text.length();
    while (end > 0 && isSpace(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(0, end);
  }

  /** fail2ban's {@code _as_bool} (helpers.py). */
  static boolean isTrue(String text) {
    return Set.of("1", "on", "true", "yes").contains(text.toLowerCase(Locale.ROOT));
  }

  /** Whether Python's {@code int(text)} takes it. */
  static boolean isInteger(String text) {
    return strip(text).matches("[+-]?[0-9]+(?:_[0-9]+)*+");
  }

  /** {@code int(text)}; empty when Python refuses it, or it is beyond an int. */
  static Optional<Integer> integer(String text) {
    if (!isInteger(text)) {
      return Optional.empty();
    }
    try {
      return Optional.of(Integer.parseInt(strip(text).replace("_", "")));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** fail2ban's {@code splitwords} (helpers.py): words between commas, blanks and newlines. */
  static List<String> words(String text) {
    List<String> words = new ArrayList<>();
    for (String word : text.split("[ ,\n]+", -1)) {
      String stripped = strip(word);
      if (!stripped.isEmpty()) {
        words.add(stripped);
      }
    }
    return words;
  }
}
