package dev.postern.firewall.reach;

import dev.postern.firewall.model.Chain;
import dev.postern.firewall.model.Rule;
import dev.postern.firewall.model.Table;
import dev.postern.firewall.model.Verdict;
import java.util.HashMap;
import java.util.Map;

/** What rules do with every packet that they match, through the chains they call. */
final class Settling {
  /** Of deeper calls everything is thought possible. */
  private static final int DEEPEST = 64;

  private static final Fate UNKNOWN = new Fate(false, true, true);

  private final Table table;
  private final Map<String, Fate> known = new HashMap<>();

  /**
   * What becomes of packets.
   *
   * @param settles whether no packet goes on to the next rule
   */
  record Fate(boolean settles, boolean mayAccept, boolean mayDeny) {
    boolean accepts() {
      return settles && mayAccept && !mayDeny;
    }

    boolean denies() {
      return settles && mayDeny && !mayAccept;
    }
  }

  Settling(Table table) {
    this.table = table;
  }

  Fate of(Verdict verdict) {
    return of(verdict, 0);
  }

  private Fate of(Verdict verdict, int depth) {
    if (verdict instanceof Verdict.Accept || verdict instanceof Verdict.Translate) {
      return new Fate(true, true, false);
    }
    if (verdict instanceof Verdict.Drop || verdict instanceof Verdict.Reject) {
      return new Fate(true, false, true);
    }
    if (verdict instanceof Verdict.Return) {
      return new Fate(true, false, false);
    }
    if (verdict instanceof Verdict.Goto go) {
      Fate end = chain(go.chain(), depth);
      return new Fate(true, end.mayAccept(), end.mayDeny());
    }
    if (verdict instanceof Verdict.Jump jump) {
      return chain(jump.chain(), depth);
    }
    return verdict instanceof Verdict.Undecided ? UNKNOWN : new Fate(false, false, false);
  }

  private Fate chain(String name, int depth) {
    Fate fate = known.get(name);
    if (fate == null) {
      Chain chain = table.chains().get(name);
      // Also what a chain is taken for that calls itself.
      known.put(name, UNKNOWN);
      fate = chain == null || depth >= DEEPEST ? UNKNOWN : through(chain, depth);
      known.put(name, fate);
    }
    return fate;
  }

  private Fate through(Chain chain, int depth) {
    boolean mayAccept = false;
    boolean mayDeny = false;
    boolean mayComeBack = false;
    for (Rule rule : chain.rules()) {
      Fate fate = of(rule.verdict(), depth + 1);
      mayAccept |= fate.mayAccept();
      mayDeny |= fate.mayDeny();
      mayComeBack |= comesBack(rule.verdict(), depth);
      if (fate.settles() && rule.matches().isEmpty()) {
        return new Fate(!mayComeBack, mayAccept, mayDeny);
      }
    }
    return new Fate(false, mayAccept, mayDeny);
  }

  /** Whether packets may leave the chain for the one that called it. */
  private boolean comesBack(Verdict verdict, int depth) {
    return verdict instanceof Verdict.Return
        || (verdict instanceof Verdict.Goto go && !chain(go.chain(), depth + 1).settles());
  }
}
