package dev.postern.postfix.syntax;

import java.util.regex.Pattern;

/** Values that must not be shown. */
public final class Secrets {
  /** What stands in place of a secret. */
  public static final String MASK = "***";

  private static final Pattern SECRET_NAME =
      Pattern.compile(
          "(?<!by)pass(?!word_result_delimiter|ive|through|/)|secret|bind_pw|_pw$|api_?key|token(?!_limit)",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern PLACES =
      Pattern.compile(
          "(?:proxy:)?(?:hash|btree|lmdb|cdb|dbm|texthash|sdbm|cidr|regexp|pcre|mysql|pgsql|sqlite"
              + "|ldap|memcache|socketmap|tcp|unix):[^{\\s]*");
  private static final Pattern ADDRESS_WITH_PASSWORD =
      Pattern.compile("(://[^:/@\\s]*:)[^@/\\s]+@");

  private Secrets() {}

  /** Whether a value holds a secret. */
  static boolean isIn(String name, String value) {
    return !masked(name, value).equals(value);
  }

  /** A value as it may be shown: lookup tables of secrets are named, secrets are not. */
  public static String masked(String name, String value) {
    if (value.isEmpty()) {
      return value;
    }
    if (!SECRET_NAME.matcher(name).find()) {
      return value.indexOf("://") < 0
          ? value
          : ADDRESS_WITH_PASSWORD.matcher(value).replaceAll("$1" + MASK + "@");
    }
    for (String part : Text.elements(value)) {
      boolean harmless =
          PLACES.matcher(part).matches()
              || part.startsWith("$")
              || part.equals("yes")
              || part.equals("no");
      if (!harmless) {
        return MASK;
      }
    }
    return value;
  }
}
