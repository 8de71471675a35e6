package dev.postern.dovecot;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The one password that a database with the driver {@code static} keeps for everybody, as settings
 * name it (static_save_fields(), Dovecot 2.4.4 src/auth/passdb-static.c).
 */
final class StaticPassword {
  private static final Pattern IN_BRACES = Pattern.compile("\\{([^}]*)\\}.*", Pattern.DOTALL);
  private static final Pattern MD5_CRYPT = Pattern.compile("\\$1\\$[^$]*\\$.*", Pattern.DOTALL);

  private StaticPassword() {}

  /** How it is stored, whatever the default of other drivers is; empty where there is none. */
  static String scheme(String password) {
    if (password.isEmpty()) {
      return "";
    }
    Matcher braces = IN_BRACES.matcher(password);
    if (braces.matches()) {
      return braces.group(1);
    }
    return MD5_CRYPT.matcher(password).matches() ? "MD5-CRYPT" : "PLAIN";
  }
}
