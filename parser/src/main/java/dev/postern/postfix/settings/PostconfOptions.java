package dev.postern.postfix.settings;

import dev.postern.postfix.syntax.Braces;
import dev.postern.postfix.syntax.MasterEntry;
import dev.postern.postfix.syntax.NameValue;
import dev.postern.postfix.syntax.Secrets;
import dev.postern.postfix.syntax.Text;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A master.cf entry as postconf sees and prints it (postconf/postconf_master.c). It cuts options
 * where the daemon does not: {@code -osyslog_name=foo} at each further {@code o}.
 *
 * @param complaints what it warns of
 */
record PostconfOptions(MasterEntry entry, List<String> arguments, List<String> complaints) {
  private static final int[] COLUMNS = {0, 11, 17, 25, 33, 41, 49, 57};

  static PostconfOptions of(MasterEntry entry) {
    List<String> words = new ArrayList<>();
    List<String> complaints = new ArrayList<>();
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
        String text = unbraced(words.get(field), complaints);
        NameValue pair = NameValue.of(text);
        words.set(field, pair.isGood() ? pair.name() + "=" + pair.value() : text);
        if (!pair.isGood()) {
          String shown = Secrets.masked(pair.name(), text);
          complaints.add("%s: \"%s\"".formatted(pair.mistake(), Text.quoted(shown)));
        }
      }
      field++;
    }
    while (field < words.size()) {
      words.set(field, unbraced(words.get(field), complaints));
      field++;
    }
    return new PostconfOptions(entry, words, complaints);
  }

  private static String unbraced(String word, List<String> complaints) {
    if (!word.startsWith("{")) {
      return word;
    }
    Braces.Extracted extracted = Braces.extract(word);
    extracted.error().ifPresent(complaints::add);
    return Text.trim(extracted.inside());
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
      NameValue pair = NameValue.of(arguments.get(at));
      at++;
      if (pair.isGood()) {
        result.put(pair.name(), pair.value());
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
      // The word that ends the options never gets its braces back.
      line.append(' ').append(options ? masked(word) : braced(masked(word)));
      options = options && word.startsWith("-") && !word.equals("--");
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
