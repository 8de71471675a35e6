package dev.postern.dovecot;

import dev.postern.dovecot.settings.DovecotSettings;
import dev.postern.dovecot.settings.Scope;
import dev.postern.dovecot.settings.Secrets;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * What {@code doveconf -P} shows and Postern never prints, against the values that it works with.
 */
final class SecretValues {
  private SecretValues() {}

  /** The first value outside all sections that differs; empty when none does. */
  static String difference(DovecotSettings ours, Scope scope, String shown) {
    // A key's second line is of a filter for all addresses, which doveconf prints without a head.
    Set<String> seen = new HashSet<>();
    // With -a, 2.4 prints here what a setting is by default though it is set in a section.
    String written = "\n" + ours.print(false, scope);
    for (String line : shown.lines().toList()) {
      int sign = line.indexOf(" = ");
      if (line.endsWith("{")) {
        return "";
      }
      if (sign > 0 && !line.startsWith("#") && seen.add(line.substring(0, sign))) {
        String key = line.substring(0, sign);
        String theirs = unquoted(line.substring(sign + 3));
        Optional<String> mine = ours.value(scope, key).toOptional();
        if (written.contains("\n" + key + " = ")
            && isHidden(key, theirs)
            && mine.filter(value -> !value.equals(theirs)).isPresent()) {
          return "%s: doveconf -P: %s, we: %s".formatted(scope, line, mine.get());
        }
      }
    }
    return "";
  }

  private static boolean isHidden(String key, String value) {
    boolean variable = value.startsWith("$") || value.contains(" $") || value.contains("$SET:");
    return !variable && (Secrets.isSecret(key) || !Secrets.hideParts(value).equals(value));
  }

  /** A value as it is, however doveconf prints it. */
  static String unquoted(String value) {
    return value.length() > 1 && value.startsWith("\"") && value.endsWith("\"")
        ? value.substring(1, value.length() - 1).replaceAll("\\\\(.)", "$1")
        : value;
  }

  /** What doveconf would print without {@code -P}. */
  static String hidden(String shown) {
    StringBuilder hidden = new StringBuilder();
    for (String line : shown.split("\n", -1)) {
      int sign = line.indexOf(" = ");
      int value = sign < 0 ? 0 : sign + 3;
      hidden
          .append(hidden.isEmpty() ? "" : "\n")
          .append(line, 0, value)
          .append(sign < 0 ? line : Secrets.hideParts(line.substring(value)));
    }
    return hidden.toString();
  }
}
