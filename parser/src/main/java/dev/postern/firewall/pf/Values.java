package dev.postern.firewall.pf;

import dev.postern.data.DataFile;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.antlr.v4.runtime.ParserRuleContext;

/** What may stand behind words: each a regular expression and its meaning in words. */
final class Values {
  private final Map<String, Value> values = new HashMap<>();

  private record Value(Pattern pattern, String expected) {}

  private Values(String file) {
    for (String[] row : DataFile.rows(Values.class, file, 3)) {
      values.put(row[0], new Value(Pattern.compile(row[1]), row[2]));
    }
  }

  /** Those of options: {@code options.tsv}. */
  static Values ofOptions() {
    return Options.VALUES;
  }

  /** Those of words in rules: {@code filter-values.tsv}. */
  static Values ofFilters() {
    return Filters.VALUES;
  }

  boolean has(String word) {
    return values.containsKey(word);
  }

  /** Whether a value may stand behind a word that is among these. */
  boolean allows(String word, String value) {
    return known(word).pattern().matcher(value).matches();
  }

  /**
   * Checks what stands behind a word that is among these.
   *
   * @throws Refusal when it may not
   */
  void check(String word, String value, ParserRuleContext where) throws Refusal {
    if (!allows(word, value)) {
      String found = value.isEmpty() ? "nothing" : "'" + value + "'";
      throw new Refusal(
          where, "found " + found + " behind '" + word + "'; expected " + known(word).expected());
    }
  }

  private Value known(String word) {
    Value value = values.get(word);
    if (value == null) {
      throw new IllegalArgumentException(word);
    }
    return value;
  }

  private static final class Options {
    private static final Values VALUES = new Values("options.tsv");
  }

  private static final class Filters {
    private static final Values VALUES = new Values("filter-values.tsv");
  }
}
