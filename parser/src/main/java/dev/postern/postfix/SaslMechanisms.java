package dev.postern.postfix;

import dev.postern.data.DataFile;
import dev.postern.fact.Fact;
import dev.postern.postfix.settings.Scope;
import dev.postern.postfix.syntax.Text;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Which SASL mechanisms smtpd takes over from its SASL server (xsasl/xsasl_dovecot_server.c,
 * smtpd/smtpd_sasl_glue.c).
 */
final class SaslMechanisms {
  private static final Map<String, String> EXCLUDES =
      Map.of(
          "noplaintext", "plaintext",
          "nodictionary", "dictionary",
          "noactive", "active",
          "noanonymous", "anonymous");
  private static final Map<String, String> REQUIRES =
      Map.of("mutual_auth", "mutual-auth", "forward_secrecy", "forward-secrecy");

  /** {@code sasl-mechanisms.tsv}, read when the first service is asked about, once for all. */
  private static final class Loaded {
    private static final Map<String, Set<String>> PROPERTIES = load();

    private static Map<String, Set<String>> load() {
      Map<String, Set<String>> properties = new HashMap<>();
      for (String[] row : DataFile.rows(SaslMechanisms.class, "sasl-mechanisms.tsv", 2)) {
        properties.put(row[0], Set.of(row[1].split(" ", -1)));
      }
      return Map.copyOf(properties);
    }
  }

  private final Scope scope;

  SaslMechanisms(Scope scope) {
    this.scope = scope;
  }

  /** Whether there is a mechanism of this name, in upper case. */
  static boolean isKnown(String name) {
    return Loaded.PROPERTIES.containsKey(name);
  }

  /** The options that smtpd refuses to start with. */
  static boolean isOption(String word) {
    return EXCLUDES.containsKey(word) || REQUIRES.containsKey(word);
  }

  /** Those that the SASL server announces, in upper case, sorted. */
  Fact<List<String>> announced(Fact<List<String>> dovecot) {
    return scope
        .value("smtpd_sasl_type")
        .flatMap(
            type ->
                type.equals("dovecot")
                    ? dovecot.map(
                        names ->
                            names.stream()
                                .map(name -> name.toUpperCase(Locale.ROOT))
                                .sorted()
                                .toList())
                    : new CyrusSasl(scope).announced());
  }

  /** Whether security options leave no mechanism that shows a password or token. */
  Fact<Boolean> hidesPasswords(String optionsName) {
    return holds(optionsName, "noplaintext");
  }

  /** Whether security options leave no login without an account. */
  Fact<Boolean> hidesAnonymous(String optionsName) {
    return holds(optionsName, "noanonymous");
  }

  private Fact<Boolean> holds(String optionsName, String option) {
    return scope
        .value(optionsName)
        .map(options -> Text.elements(options).stream().anyMatch(option::equalsIgnoreCase));
  }

  /**
   * Those of a list that security options leave. smtpd_sasl_mechanism_filter hides others from the
   * offer, and smtpd still takes them.
   */
  Fact<List<String>> left(Fact<List<String>> announced, String optionsName) {
    return scope
        .value(optionsName)
        .flatMap(options -> announced.map(names -> left(names, Text.elements(options))));
  }

  /** Those of a list that smtpd_sasl_mechanism_filter leaves in the offer. */
  Fact<List<String>> shown(Fact<List<String>> left) {
    return scope
        .value("smtpd_sasl_mechanism_filter", "static:rest")
        .flatMap(
            filter ->
                left.map(names -> names.stream().filter(name -> passes(filter, name)).toList()));
  }

  /** Whether a filter leaves a mechanism. */
  static boolean passes(String filter, String name) {
    for (String pattern : Text.elements(filter)) {
      boolean out = pattern.startsWith("!");
      String bare = out ? pattern.substring(1) : pattern;
      if (bare.equalsIgnoreCase(name) || bare.startsWith("static:")) {
        return !out;
      }
    }
    // An empty filter too leaves none.
    return false;
  }

  private static List<String> left(List<String> names, List<String> options) {
    List<String> result = new ArrayList<>();
    for (String name : names) {
      Set<String> has = Loaded.PROPERTIES.getOrDefault(name, Set.of());
      boolean fits = true;
      for (String option : options) {
        String word = Text.lower(option);
        fits &= !has.contains(EXCLUDES.getOrDefault(word, "-"));
        String required = REQUIRES.getOrDefault(word, "");
        fits &= required.isEmpty() || has.contains(required);
      }
      if (fits) {
        result.add(name);
      }
    }
    return result;
  }
}
