package dev.postern.postfix.syntax;

import java.util.regex.Pattern;

/** What Postfix takes for the name of a host: valid_hostname() in util/valid_hostname.c. */
public final class HostName {
  /** VALID_HOSTNAME_LEN. */
  public static final int LONGEST = 255;

  /** A label: letters, digits, {@code _} and, inside, hyphens; 63 characters at most. */
  private static final String LABEL = "\\w(?:[\\w-]{0,61}\\w)?";

  private static final Pattern NAME = Pattern.compile(LABEL + "(?:\\." + LABEL + ")*+");
  private static final Pattern DIGITS = Pattern.compile("[0-9.]+");

  private HostName() {}

  /** Whether it is one; a text of digits and dots alone is none. */
  public static boolean isValid(String text) {
    return text.length() <= LONGEST
        && NAME.matcher(text).matches()
        && !DIGITS.matcher(text).matches();
  }
}
