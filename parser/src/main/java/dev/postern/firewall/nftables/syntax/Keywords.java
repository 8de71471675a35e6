package dev.postern.firewall.nftables.syntax;

import dev.postern.data.DataFile;
import java.util.HashMap;
import java.util.Map;

/** The words that are nft's own, in {@code keywords.tsv}. */
public final class Keywords {
  private static final Map<String, Boolean> WORDS = read();

  private Keywords() {}

  private static Map<String, Boolean> read() {
    Map<String, Boolean> words = new HashMap<>();
    for (String[] row : DataFile.rows(Keywords.class, "keywords.tsv", 2)) {
      words.put(row[0], row[1].equals("value"));
    }
    return words;
  }

  /** Refuses a word of nft's own as the name of a table, a chain or something else in one. */
  public static void checkName(String name, Place place) throws Refusal {
    if (WORDS.containsKey(name)) {
      throw new Refusal(place, "found '" + name + "', which is nft's own word; expected a name");
    }
  }

  /** Whether an unquoted word can stand for a value. */
  public static boolean isValue(String word) {
    return WORDS.getOrDefault(word, true);
  }
}
