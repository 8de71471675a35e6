package dev.postern.firewall;

import dev.postern.data.DataFile;
import java.util.ArrayList;
import java.util.List;

/**
 * Interfaces behind which only containers and virtual machines of the host are, and nobody from
 * outside: {@code guest-interfaces.tsv}.
 */
final class GuestInterfaces {
  private final List<String> patterns = new ArrayList<>();

  GuestInterfaces() {
    for (String[] row : DataFile.rows(GuestInterfaces.class, "guest-interfaces.tsv", 2)) {
      patterns.add(row[0]);
    }
  }

  /** Whether an interface is one, or every interface whose name begins so. */
  boolean include(Match.Interface name) {
    for (String pattern : patterns) {
      int star = pattern.indexOf('*');
      if (star < 0 ? !name.isPrefix() && fits(name.name(), pattern) : starts(name, pattern, star)) {
        return true;
      }
    }
    return false;
  }

  private static boolean starts(Match.Interface name, String pattern, int length) {
    return name.name().startsWith(pattern.substring(0, length));
  }

  private static boolean fits(String name, String pattern) {
    if (name.length() != pattern.length()) {
      return false;
    }
    for (int i = 0; i < name.length(); i++) {
      char wanted = pattern.charAt(i);
      char found = name.charAt(i);
      if (wanted == '#' ? Character.digit(found, 16) < 0 : wanted != found) {
        return false;
      }
    }
    return true;
  }
}
