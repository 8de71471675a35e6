package dev.postern.firewall.pf;

import dev.postern.fact.Origin;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Rules of one direction, sorted by how they decide: in the order in which the first that matches
 * does. Those that are quick come first, then the others, the last of them first.
 */
final class Sequence {
  private final Origin.Setting origin;
  private final List<Placed> firm = new ArrayList<>();
  private final List<Placed> slow = new ArrayList<>();

  /**
   * A rule in its place.
   *
   * @param translationsBefore how many rules before it translate at once
   */
  record Placed(PfRule rule, int translationsBefore) {}

  /**
   * @param origin what stands for pf itself where no statement does
   */
  Sequence(Origin.Setting origin) {
    this.origin = origin;
  }

  Origin.Setting origin() {
    return origin;
  }

  void add(PfRule rule, int translationsBefore) {
    boolean isFirm = rule.quick() || rule.translatesAtOnce();
    (isFirm ? firm : slow).add(new Placed(rule, translationsBefore));
  }

  /** Takes in an anchor's rules; when the anchor is quick, one that matches decides at once. */
  void add(Sequence anchor, boolean quick) {
    firm.addAll(anchor.firm);
    if (quick) {
      firm.addAll(anchor.lastFirst());
    } else {
      slow.addAll(anchor.slow);
    }
  }

  /** Those that decide when they match and no rule in front of them did. */
  List<Placed> firm() {
    return firm;
  }

  /** The others, the last first. */
  List<Placed> lastFirst() {
    List<Placed> reversed = new ArrayList<>(slow);
    Collections.reverse(reversed);
    return reversed;
  }
}
