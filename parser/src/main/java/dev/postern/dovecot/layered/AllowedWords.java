package dev.postern.dovecot.layered;

import dev.postern.data.DataFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Settings that hold words of a fixed set, by the module that checks them. */
final class AllowedWords {
  private final List<Rule> rules = new ArrayList<>();

  /**
   * What one setting may hold.
   *
   * @param how {@code one} word, a {@code list} with spaces or commas between, else words with
   *     spaces between
   * @param words a star at the end of one stands for any rest
   * @param message Dovecot's, with {@code %s} for the word that it refuses
   */
  record Rule(String module, String setting, String how, List<String> words, String message) {

    /** Why Dovecot refuses the words of a value, in their order. */
    List<String> refusals(String value) {
      List<String> refused = new ArrayList<>();
      if (how.equals("one")) {
        refusal(value).ifPresent(refused::add);
        return refused;
      }
      for (String word : value.split(how.equals("list") ? "[ ,]+" : " +", 0)) {
        if (!word.isEmpty()) {
          refusal(word).ifPresent(refused::add);
        }
      }
      return refused;
    }

    private Optional<String> refusal(String word) {
      return fits(word) ? Optional.empty() : Optional.of(message.replace("%s", word));
    }

    private boolean fits(String word) {
      String mine = how.equals("list") ? word.toLowerCase(Locale.ROOT) : word;
      for (String allowed : words) {
        boolean start = allowed.endsWith("*");
        if (start
            ? mine.startsWith(allowed.substring(0, allowed.length() - 1))
            : mine.equals(allowed)) {
          return true;
        }
      }
      return false;
    }
  }

  AllowedWords() {
    for (String[] row : DataFile.rows(AllowedWords.class, "words.tsv", 5)) {
      rules.add(new Rule(row[0], row[1], row[2], List.of(row[3].split(" ", -1)), row[4]));
    }
  }

  /** The rules that a module of Dovecot checks. */
  List<Rule> of(String module) {
    List<Rule> own = new ArrayList<>();
    for (Rule rule : rules) {
      if (rule.module().equals(module)) {
        own.add(rule);
      }
    }
    return own;
  }
}
