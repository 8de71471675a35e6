package dev.postern.postfix.sasl;

import dev.postern.data.DataFile;
import dev.postern.postfix.syntax.Text;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A list of SASL security options (xsasl/xsasl_dovecot_server.c, xsasl/xsasl_cyrus_security.c).
 *
 * @param dovecot whether a Dovecot reads it, in any letters; Cyrus SASL knows small ones alone
 */
public record SecurityOptions(String list, boolean dovecot) {
  private static final Map<String, String> EXCLUDES =
      Map.of(
          "noplaintext", "plaintext",
          "nodictionary", "dictionary",
          "noactive", "active",
          "noanonymous", "anonymous");
  private static final Map<String, String> REQUIRES =
      Map.of("mutual_auth", "mutual-auth", "forward_secrecy", "forward-secrecy");

  /** What Dovecot says of a mechanism, and the options that it fulfils in Cyrus SASL. */
  private record Kept(Set<String> properties, Set<String> fulfils) {
    private static final Kept NOTHING = new Kept(Set.of(), Set.of());

    private boolean by(String option, boolean dovecot) {
      if (!isOption(option)) {
        return true;
      }
      if (!dovecot) {
        return fulfils.contains(option);
      }
      String required = REQUIRES.getOrDefault(option, "");
      return !properties.contains(EXCLUDES.getOrDefault(option, "-"))
          && (required.isEmpty() || properties.contains(required));
    }
  }

  /** {@code sasl-mechanisms.tsv}, read when the first list is asked about, once for all. */
  private static final class Loaded {
    private static final Map<String, Kept> MECHANISMS = load();

    private static Map<String, Kept> load() {
      Map<String, Kept> mechanisms = new HashMap<>();
      for (String[] row : DataFile.rows(SecurityOptions.class, "sasl-mechanisms.tsv", 3)) {
        mechanisms.put(row[0], new Kept(words(row[1]), words(row[2])));
      }
      return Map.copyOf(mechanisms);
    }

    private static Set<String> words(String cell) {
      return Set.of(cell.split(" ", -1));
    }
  }

  /** Whether there is a mechanism of this name, in upper case. */
  static boolean isMechanism(String name) {
    return Loaded.MECHANISMS.containsKey(name);
  }

  private static boolean isOption(String word) {
    return EXCLUDES.containsKey(word) || REQUIRES.containsKey(word);
  }

  private List<String> words() {
    return Text.elements(dovecot ? Text.lower(list) : list);
  }

  /** The first word that is no option, over which a session ends; empty where all are. */
  public Optional<String> wrongWord() {
    // Separators alone are no option to Cyrus SASL either.
    return !dovecot && !list.isEmpty() && words().isEmpty()
        ? Optional.of(list)
        : words().stream().filter(word -> !isOption(word)).findFirst();
  }

  /** Whether they leave a mechanism, in upper case. */
  public boolean leave(String mechanism) {
    Kept kept = Loaded.MECHANISMS.getOrDefault(mechanism, Kept.NOTHING);
    return words().stream().allMatch(option -> kept.by(option, dovecot));
  }
}
