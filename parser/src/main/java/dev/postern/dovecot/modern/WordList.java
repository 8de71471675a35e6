package dev.postern.dovecot.modern;

import dev.postern.dovecot.settings.SectionNames;
import java.util.ArrayList;
import java.util.List;

/**
 * The words of a list written on one line, as Dovecot 2.4 splits them
 * (settings_parse_boollist_string()).
 */
final class WordList {
  private final List<String> words = new ArrayList<>();
  private final StringBuilder word = new StringBuilder();
  private boolean quoted;
  private boolean closed;

  private WordList() {}

  /** The words, or why Dovecot refuses the line. */
  record Read(List<String> words, String refusal) {}

  static Read read(String line) {
    WordList list = new WordList();
    String refusal = list.split(line);
    return new Read(list.words, refusal);
  }

  private String split(String line) {
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '"') {
        if (closed) {
          return "Expected ',' or ' ' after '\"'";
        }
        if (!quoted && !word.isEmpty()) {
          return "'\"' in the middle of a string";
        }
        closed = quoted;
        quoted = true;
      } else if ((c == ' ' || c == ',') && (!quoted || closed)) {
        end();
      } else {
        if (c == '\\' && quoted) {
          i++;
          if (i == line.length()) {
            return "Value ends with '\\'";
          }
        }
        if (closed) {
          return "Expected ',' or ' ' after '\"'";
        }
        word.append(line.charAt(i));
      }
    }
    if (quoted && !closed) {
      return "Missing ending '\"'";
    }
    end();
    return "";
  }

  private void end() {
    if (quoted || !word.isEmpty()) {
      words.add(SectionNames.unescape(word.toString()));
    }
    word.setLength(0);
    quoted = false;
    closed = false;
  }
}
