package dev.postern.postfix;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A master.cf entry as postconf sees and prints it (postconf/postconf_master.c). It cuts options
 * where the daemon does not: {@code -osyslog_name=foo} at each further {@code o}.
 */
record PostconfOptions(MasterEntry entry, List<String> arguments) {
  private static final int[] COLUMNS = {0, 11, 17, 25, 33, 41, 49, 57};

  static PostconfOptions of(MasterEntry entry) {
    List<String> words = new ArrayList<>();
    for (Text.Token token : entry.arguments()) {
      words.add(token.text());
    }
    int field = 0;
    while (field < words.size()) {
      String word = words.get(field);
      if (!word.startsWith("-") || word.equals("--")) {
        break;
      }
      field++;
      int letter = word.indexOf('o', 2);
      if (letter > 0) {
        words.add(field, "-" + word.substring(letter));
        word = word.substring(0, letter);
        words.set(field - 1, word);
      }
      if (!word.startsWith("-o")) {
        continue;
      }
      if (word.length() > 2) {
        words.add(field, word.substring(2));
        words.set(field - 1, "-o");
      } else if (field == words.size()) {
        continue;
      }
      if (words.get(field).startsWith("{")) {
        words.set(field, pair(Text.unbraced(words.get(field))));
      }
      field++;
    }
    while (field < words.size()) {
      words.set(field, Text.unbraced(words.get(field)));
      field++;
    }
    return new PostconfOptions(entry, words);
  }

  private static String pair(String text) {
    int equals = text.indexOf('=');
    String name = equals < 0 ? "" : Text.trim(text.substring(0, equals));
    return name.isEmpty() || name.chars().anyMatch(c -> Text.isSpace((char) c))
        ? text
        : name + "=" + Text.trim(text.substring(equals + 1));
  }

  /** The overrides that {@code postconf -P} knows of, by name; the last of a name counts. */
  Map<String, String> parameters() {
    Map<String, String> result = new LinkedHashMap<>();
    int at = 0;
    while (at < arguments.size()) {
      String word = arguments.get(at);
      if (!word.startsWith("-") || word.equals("--")) {
        break;
      }
      at++;
      if (!word.startsWith("-o") || at == arguments.size()) {
        continue;
      }
      String pair = Text.trim(arguments.get(at));
      at++;
      int end = 0;
      while (end < pair.length() && pair.charAt(end) != '=' && !Text.isSpace(pair.charAt(end))) {
        end++;
      }
      String rest = Text.trim(pair.substring(end));
      if (end > 0 && rest.startsWith("=")) {
        result.put(pair.substring(0, end), Text.trim(rest.substring(1)));
      }
    }
    return result;
  }

  /** The line that {@code postconf -M} prints. */
  String text() {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < MasterEntry.FIELDS; i++) {
      if (i > 0) {
        do {
          line.append(' ');
        } while (line.length() < COLUMNS[i]);
      }
      line.append(entry.fields().get(i));
    }
    boolean options = true;
    int at = 0;
    while (at < arguments.size()) {
      String word = arguments.get(at);
      at++;
      options = options && word.startsWith("-") && !word.equals("--");
      line.append(' ').append(options ? word : braced(word));
      if (options && word.startsWith("-o") && at < arguments.size()) {
        line.append(' ').append(braced(masked(arguments.get(at))));
        at++;
      }
    }
    return line.toString();
  }

  private static String masked(String pair) {
    int equals = pair.indexOf('=');
    return equals < 0
        ? pair
        : pair.substring(0, equals + 1)
            + Secrets.masked(pair.substring(0, equals), pair.substring(equals + 1));
  }

  private static String braced(String word) {
    return word.chars().anyMatch(c -> c == ' ' || c == '\t' || c == '\r' || c == '\n')
        ? "{" + word + "}"
        : word;
  }
}
