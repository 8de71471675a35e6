package dev.postern.firewall.pf;

import dev.postern.firewall.model.Match;
import java.util.ArrayList;
import java.util.List;

/**
 * The tags that rules give to packets. The last rule that matches gives it, whether it decides or
 * not.
 */
final class Tags {
  /** What more rules than these give is not followed. */
  private static final int MOST = 100;

  private final List<Given> given = new ArrayList<>();

  private record Given(List<Match> matches, String tag) {}

  void give(List<Match> matches, String tag) {
    given.add(new Given(List.copyOf(matches), tag));
  }

  /** Packets that have a tag when they come to the rule that is read next. */
  Match has(String tag) {
    if (given.size() > MOST) {
      return new Match.Undecidable("which packets are tagged " + tag);
    }
    Match has = new Match.Always(false);
    for (Given one : given) {
      Match matches = new Match.AllOf(one.matches());
      has =
          one.tag().equals(tag)
              ? new Match.AnyOf(List.of(matches, has))
              : new Match.AllOf(List.of(new Match.Not(matches), has));
    }
    return has;
  }
}
