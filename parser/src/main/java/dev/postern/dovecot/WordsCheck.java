package dev.postern.dovecot;

import dev.postern.data.DataFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Settings that hold words of a fixed set, by the module that checks them. */
final class WordsCheck {
  private final List<Rule> rules = new ArrayList<>();

  /** What one setting may hold. */
  private record Rule(
      String module, String setting, String how, List<String> words, String message) {

    void check(CheckedSection root) {
      String text = root.text(setting);
      if (how.equals("one")) {
        judge(root, text);
        return;
      }
      for (String word : text.split(how.equals("list") ? "[ ,]+" : " +", 0)) {
        if (!word.isEmpty()) {
          judge(root, word);
        }
      }
    }

    private void judge(CheckedSection root, String word) {
      if (!fits(word)) {
        root.refuse(setting, message.replace("%s", word));
      }
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

  WordsCheck() {
    for (String[] row : DataFile.rows(SettingsTable.class, "words.tsv", 5)) {
      rules.add(new Rule(row[0], row[1], row[2], List.of(row[3].split(" ", -1)), row[4]));
    }
  }

  /** Why Dovecot refuses a word of a list; empty when it does not. */
  Optional<String> refusal(String setting, String word) {
    for (Rule rule : rules) {
      if (rule.setting().equals(setting) && !rule.fits(word)) {
        return Optional.of(rule.message().replace("%s", word));
      }
    }
    return Optional.empty();
  }

  /** Checks the settings of a module, those that were written. */
  void check(String module, CheckedSection root) {
    for (Rule rule : rules) {
      if (rule.module().equals(module)
          && root.isWritten(rule.setting())
          && root.known(rule.setting())) {
        rule.check(root);
      }
    }
  }
}
