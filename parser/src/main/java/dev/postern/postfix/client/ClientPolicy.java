package dev.postern.postfix.client;

import dev.postern.data.DataFile;
import dev.postern.postfix.settings.PossibleVersions;
import dev.postern.postfix.syntax.Braces;
import dev.postern.postfix.syntax.NameValue;
import dev.postern.postfix.syntax.Text;
import dev.postern.posture.mail.Outbound.Level;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What is demanded of the servers of a destination, and how TLS with them differs from what main.cf
 * says (smtp/smtp_tls_policy.c, tls_policy_lookup_one()).
 *
 * @param protocols the list of protocols instead of main.cf's
 * @param grade the grade of ciphers instead of main.cf's
 * @param exclusions of ciphers instead of all those of main.cf
 * @param matches whether it names certificates or names that a server must have
 */
record ClientPolicy(
    Level level,
    Optional<String> protocols,
    Optional<String> grade,
    Optional<String> exclusions,
    boolean matches) {

  /** A wrong policy: mail to the destination waits. */
  static final ClientPolicy INVALID = of(Level.INVALID);

  /** Words of the security level (tls/tls_level.c). */
  private static final Map<String, Level> LEVELS =
      Map.of(
          "none", Level.NONE,
          "may", Level.MAY,
          "encrypt", Level.ENCRYPT,
          "dane", Level.DANE,
          "dane-only", Level.DANE_ONLY,
          "fingerprint", Level.FINGERPRINT,
          "verify", Level.VERIFY,
          "secure", Level.SECURE);

  /** An attribute, as {@code tls-policy-attributes.tsv} has it. */
  private record Attribute(String since, boolean once, String values, String levels) {

    private boolean takes(String value, String level) {
      boolean fits =
          switch (values) {
            case "some" -> !value.isEmpty();
            case "switch" -> value.equalsIgnoreCase("yes") || value.equalsIgnoreCase("no");
            case "number" -> !value.isEmpty() && value.chars().allMatch(c -> c >= '0' && c <= '9');
            default -> true;
          };
      return fits && (levels.isEmpty() || List.of(levels.split(" ", -1)).contains(level));
    }
  }

  /** Read when the first policy with attributes is. */
  private static final class Loaded {
    private static final Map<String, Attribute> ATTRIBUTES = load();

    private static Map<String, Attribute> load() {
      Map<String, Attribute> attributes = new HashMap<>();
      for (String[] row : DataFile.rows(ClientPolicy.class, "tls-policy-attributes.tsv", 5)) {
        attributes.put(row[0], new Attribute(row[1], row[2].equals("once"), row[3], row[4]));
      }
      return Map.copyOf(attributes);
    }
  }

  /** One that leaves the rest to main.cf. */
  static ClientPolicy of(Level level) {
    return new ClientPolicy(level, Optional.empty(), Optional.empty(), Optional.empty(), false);
  }

  /** The level of a word, in any letters; {@link Level#INVALID} of others. */
  static Level level(String word) {
    return LEVELS.getOrDefault(Text.lower(word), Level.INVALID);
  }

  /** Reads {@code LEVEL NAME=VALUE ...}. What is wrong in it is not passed over. */
  static ClientPolicy read(String text, PossibleVersions versions) {
    List<String> words = Text.elements(text);
    Level level = words.isEmpty() ? Level.INVALID : level(words.get(0));
    if (level == Level.INVALID || level == Level.NONE || words.size() == 1) {
      return of(level);
    }
    Map<String, String> values = new HashMap<>();
    Set<String> met = new HashSet<>();
    for (String word : words.subList(1, words.size())) {
      NameValue pair = NameValue.of(Braces.inner(word).orElse(word));
      String name = Text.lower(pair.name());
      Attribute attribute = Loaded.ATTRIBUTES.get(name);
      if (!pair.isGood()
          || attribute == null
          || !(attribute.since().isEmpty() || versions.newest().atLeast(attribute.since()))
          || !attribute.takes(pair.value(), Text.lower(words.get(0)))
          || (!met.add(name) && attribute.once())) {
        return INVALID;
      }
      values.put(name, pair.value());
    }
    return new ClientPolicy(
        level,
        Optional.ofNullable(values.get("protocols")),
        Optional.ofNullable(values.get("ciphers")),
        Optional.ofNullable(values.get("exclude")),
        values.containsKey("match"));
  }

  /** Whether the lists count that main.cf has for TLS that is demanded. */
  boolean demands() {
    return level != Level.MAY && level != Level.DANE;
  }

  /** Whether a server must prove who it is. */
  boolean authenticates() {
    return demands() && level != Level.ENCRYPT;
  }

  /** Whether mail goes out, and to a server without TLS, too. */
  boolean goesWithoutTls() {
    return level == Level.NONE || level == Level.MAY || level == Level.DANE;
  }
}
