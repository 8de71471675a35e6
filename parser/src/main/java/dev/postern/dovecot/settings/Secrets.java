package dev.postern.dovecot.settings;

import dev.postern.dovecot.syntax.Statement;
import java.util.List;

/**
 * Values that must not be shown. The rules are those of doveconf without -P, Dovecot 2.3.19.1
 * hide_secrets_from_value(), and a few more: doveconf shows tokens and the headers that log in to a
 * policy server.
 */
public final class Secrets {
  /** What doveconf prints in place of a value that is a secret as a whole. */
  public static final String HIDDEN = "# hidden, use -P to show it";

  /** What stands for a value that doveconf has left out of its output. */
  public static final String LEFT_OUT = "***";

  private static final String HIDDEN_PART = "#hidden_use-P_to_show#";
  private static final List<String> WORDS =
      List.of("key", "secret", "pass", "token", "http://", "https://", "ftp://");

  /** The last is of the files that databases in LDAP are configured by. */
  private static final List<String> ENDINGS =
      List.of("_password", "_key", "_nonce", "_secret", "_token", "_api_header", "_dnpass");

  private Secrets() {}

  /**
   * Whether a setting's whole value is a secret.
   *
   * @param key the setting or a path to it, also without the prefix of the section around it:
   *     {@code password} in {@code mysql host { … }}
   */
  public static boolean isSecret(String key) {
    if (key.startsWith("ssl_dh") && !key.equals("ssl_dh_parameters_length")) {
      return true;
    }
    String name = "_" + key.substring(key.lastIndexOf('/') + 1);
    for (String ending : ENDINGS) {
      if (name.endsWith(ending)) {
        return true;
      }
    }
    return false;
  }

  /** The statement's text for people: no secret, nothing that spans lines. */
  public static String describe(String key, Statement.Form form, String value) {
    if (form == Statement.Form.FILE) {
      return key + " = <" + value;
    }
    if (form == Statement.Form.HIDDEN || (isSecret(key) && !value.isEmpty())) {
      return key + " = ***";
    }
    String shown = hideParts(value).replace(HIDDEN_PART, "***");
    return key + " = " + (shown.length() > 500 ? shown.substring(0, 500) + "…" : shown);
  }

  /** The value with every part hidden that looks like a password, a key or a user of a URL. */
  public static String hideParts(String value) {
    StringBuilder shown = new StringBuilder();
    int kept = 0;
    int at = 0;
    while (true) {
      int found = -1;
      String word = "";
      for (String candidate : WORDS) {
        int position = value.indexOf(candidate, at);
        if (position >= 0 && (found < 0 || position < found)) {
          found = position;
          word = candidate;
        }
      }
      if (found < 0) {
        return shown.append(value, kept, value.length()).toString();
      }
      if (word.endsWith("://")) {
        int user = found + word.length();
        int end = user;
        while (end < value.length()
            && !isBlank(value.charAt(end))
            && "/@".indexOf(value.charAt(end)) < 0) {
          end++;
        }
        boolean hasUser = end > user && end < value.length() && value.charAt(end) == '@';
        shown.append(value, kept, user).append(hasUser ? HIDDEN_PART : value.substring(user, end));
        kept = end;
        at = end;
      } else if (found == 0 || !Character.isLetterOrDigit(value.charAt(found - 1))) {
        int end = found;
        while (end < value.length() && value.charAt(end) != '=' && !isBlank(value.charAt(end))) {
          end++;
        }
        while (end < value.length() && isBlank(value.charAt(end))) {
          end++;
        }
        shown.append(value, kept, end);
        if (end < value.length() && value.charAt(end) == '=') {
          shown.append('=').append(HIDDEN_PART);
          while (end < value.length()
              && !isBlank(value.charAt(end))
              && ";:".indexOf(value.charAt(end)) < 0) {
            end++;
          }
        }
        kept = end;
        at = end;
      } else {
        at = found + 1;
      }
    }
  }

  private static boolean isBlank(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
  }
}
