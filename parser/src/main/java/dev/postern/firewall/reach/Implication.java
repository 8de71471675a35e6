package dev.postern.firewall.reach;

import dev.postern.firewall.model.Match;
import java.util.List;

/** Whether a match holds for every packet for which another does, as far as their words show. */
final class Implication {
  private Implication() {}

  /** Whether every packet that some matches select is selected by all of others. */
  static boolean implied(List<Match> wider, List<Match> narrower) {
    for (Match match : wider) {
      if (!isImplied(match, narrower)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isImplied(Match wider, List<Match> narrower) {
    for (Match match : narrower) {
      if (implies(match, wider)) {
        return true;
      }
    }
    return false;
  }

  private static boolean implies(Match one, Match other) {
    if (other instanceof Match.Protocols wide) {
      return one instanceof Match.Protocols narrow && wide.numbers().containsAll(narrow.numbers());
    }
    if (other instanceof Match.Ports wide) {
      return one instanceof Match.Ports narrow
          && narrow.end() == wide.end()
          && wide.ports().covers(narrow.ports());
    }
    if (other instanceof Match.DialledPort wide) {
      return one instanceof Match.DialledPort narrow && wide.ports().covers(narrow.ports());
    }
    if (other instanceof Match.Addresses wide) {
      return one instanceof Match.Addresses narrow
          && narrow.end() == wide.end()
          && narrow.set().family() == wide.set().family()
          && wide.set().contains(narrow.set());
    }
    if (other instanceof Match.Interface wide) {
      return one instanceof Match.Interface narrow
          && narrow.end() == wide.end()
          && (wide.isPrefix() || !narrow.isPrefix())
          && wide.matches(narrow.name());
    }
    if (other instanceof Match.States wide) {
      return one instanceof Match.States narrow && wide.states().containsAll(narrow.states());
    }
    return (other instanceof Match.OfFamily wide
            && one instanceof Match.Addresses narrow
            && narrow.set().family() == wide.family())
        || one.equals(other);
  }

  /**
   * Whether a match answers the same for one packet wherever it stands in a chain, and speaks of
   * every packet: not of marks, which rules change, nor of what senders choose or only the kernel
   * knows.
   */
  static boolean isPlain(Match match) {
    if (match instanceof Match.Not not) {
      return isPlain(not.match());
    }
    if (match instanceof Match.AllOf all) {
      return arePlain(all.matches());
    }
    if (match instanceof Match.AnyOf any) {
      return arePlain(any.matches());
    }
    return !(match instanceof Match.PacketMark
        || match instanceof Match.ConnectionMark
        || match instanceof Match.Limited
        || match instanceof Match.Noted
        || match instanceof Match.Always
        || match instanceof Match.Chosen
        || match instanceof Match.Undecidable);
  }

  static boolean arePlain(List<Match> matches) {
    for (Match match : matches) {
      if (!isPlain(match)) {
        return false;
      }
    }
    return true;
  }
}
