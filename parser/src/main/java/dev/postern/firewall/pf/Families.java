package dev.postern.firewall.pf;

import dev.postern.firewall.model.Match;
import dev.postern.net.Family;

/** Reads {@code inet} and {@code inet6}. */
final class Families {
  private Families() {}

  static Match match(RulesParser.FamilyContext family) {
    return new Match.OfFamily(family.INET() == null ? Family.V6 : Family.V4);
  }
}
