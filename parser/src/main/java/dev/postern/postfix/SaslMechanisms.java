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
 * xsasl/xsasl_cyrus_server.c, smtpd/smtpd_sasl_glue.c).
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

  /** {@code sasl-mechanisms.tsv}, read when the first service is asked about, once for all. */
  private static final class Loaded {
    private static final Map<String, Kept> MECHANISMS = load();

    private static Map<String, Kept> load() {
      Map<String, Kept> mechanisms = new HashMap<>();
      for (String[] row : DataFile.rows(SaslMechanisms.class, "sasl-mechanisms.tsv", 3)) {
        mechanisms.put(row[0], new Kept(words(row[1]), words(row[2])));
      }
      return Map.copyOf(mechanisms);
    }

    private static Set<String> words(String cell) {
      return Set.of(cell.split(" ", -1));
    }
  }

  private final Scope scope;

  SaslMechanisms(Scope scope) {
    this.scope = scope;
  }

  /** Whether there is a mechanism of this name, in upper case. */
  static boolean isKnown(String name) {
    return Loaded.MECHANISMS.containsKey(name);
  }

  /** The options that smtpd refuses to start with. */
  static boolean isOption(String word) {
    return EXCLUDES.containsKey(word) || REQUIRES.containsKey(word);
  }

  /** Whether a list of security options holds a word that is none, over which smtpd dies. */
  Fact<Boolean> misnames(String optionsName) {
    return scope
        .value(optionsName)
        .map(list -> !Text.elements(Text.lower(list)).stream().allMatch(SaslMechanisms::isOption));
  }

  private Fact<Boolean> ofDovecot() {
    return scope.value("smtpd_sasl_type").map("dovecot"::equals);
  }

  /** Whether smtpd cannot set its SASL server up, and does not start where logins are enabled. */
  Fact<Boolean> fails() {
    return scope
        .value("smtpd_sasl_type")
        .flatMap(
            type ->
                switch (type) {
                  case "dovecot" -> Fact.known(false);
                  case "cyrus" -> new CyrusSasl(scope).isMalformed();
                  default -> Fact.known(true);
                });
  }

  /** Those that the SASL server announces, in upper case, sorted. */
  Fact<List<String>> announced(Fact<List<String>> dovecot) {
    return ofDovecot()
        .flatMap(
            asked ->
                asked
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
        .flatMap(
            options ->
                ofDovecot()
                    .flatMap(
                        dovecot ->
                            announced.map(names -> left(names, Text.elements(options), dovecot))));
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

  private static List<String> left(List<String> names, List<String> options, boolean dovecot) {
    List<String> result = new ArrayList<>();
    for (String name : names) {
      Kept kept = Loaded.MECHANISMS.getOrDefault(name, Kept.NOTHING);
      boolean fits = true;
      for (String option : options) {
        fits &= kept.by(Text.lower(option), dovecot);
      }
      if (fits) {
        result.add(name);
      }
    }
    return result;
  }
}
