package dev.postern.firewall.reach;

import dev.postern.data.DataFile;
import dev.postern.firewall.model.Match;
import java.util.ArrayList;
import java.util.List;

/** Who is behind an interface, by its name: {@code interface-kinds.tsv}. */
final class InterfaceKinds {
  private final List<String> guests = new ArrayList<>();
  private final List<String> peers = new ArrayList<>();

  InterfaceKinds() {
    for (String[] row : DataFile.rows(InterfaceKinds.class, "interface-kinds.tsv", 3)) {
      (row[1].equals("guests") ? guests : peers).add(row[0]);
    }
  }

  /**
   * Whether only containers and virtual machines of the host are behind an interface, or behind
   * every one whose name begins so.
   */
  boolean leadsToGuests(Match.Interface name) {
    return isOf(guests, name);
  }

  /** The same for those who come by a virtual private network. */
  boolean leadsToPeers(Match.Interface name) {
    return isOf(peers, name);
  }

  private static boolean isOf(List<String> patterns, Match.Interface name) {
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
