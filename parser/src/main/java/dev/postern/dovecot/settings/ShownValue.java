package dev.postern.dovecot.settings;

/** Values as doveconf prints them. */
public final class ShownValue {
  private ShownValue() {}

  /** The value with secrets hidden, in quotes where a reader of the output would need them. */
  public static String of(String key, String value) {
    if (Secrets.isSecret(key) && !value.isEmpty()) {
      return Secrets.HIDDEN;
    }
    boolean quote =
        !value.isEmpty()
            && (value.indexOf('#') >= 0
                || isBlank(value.charAt(0))
                || isBlank(value.charAt(value.length() - 1)));
    String safe = Secrets.hideParts(value);
    return quote ? '"' + escape(safe) + '"' : safe;
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t';
  }

  /** As it stands between double quotes. */
  public static String escape(String text) {
    return text.replace("\\", "\\\\").replace("\"", "\\\"").replace("'", "\\'");
  }
}
