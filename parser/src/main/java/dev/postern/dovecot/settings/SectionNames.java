package dev.postern.dovecot.settings;

/**
 * Names of sections as they stand in a setting's path, where a slash separates (Dovecot 2.3.19.1,
 * settings_section_escape()).
 */
public final class SectionNames {
  private static final String PLAIN = "=/\\ ,";
  private static final String MARKS = "es\\_+";

  private SectionNames() {}

  /** The name as it stands in a setting's path. */
  public static String escape(String name) {
    StringBuilder result = new StringBuilder(name.length());
    for (int i = 0; i < name.length(); i++) {
      int at = PLAIN.indexOf(name.charAt(i));
      if (at >= 0) {
        result.append('\\').append(MARKS.charAt(at));
      } else {
        result.append(name.charAt(i));
      }
    }
    return result.toString();
  }

  /** The name that stands in a setting's path. */
  public static String unescape(String name) {
    StringBuilder result = new StringBuilder(name.length());
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      int at = c == '\\' && i + 1 < name.length() ? MARKS.indexOf(name.charAt(i + 1)) : -1;
      if (at >= 0) {
        result.append(PLAIN.charAt(at));
        i++;
      } else {
        result.append(c);
      }
    }
    return result.toString();
  }
}
