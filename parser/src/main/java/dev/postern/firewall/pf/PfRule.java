package dev.postern.firewall.pf;

import dev.postern.fact.Origin;
import dev.postern.firewall.model.Effect;
import dev.postern.firewall.model.Limit;
import dev.postern.firewall.model.Match;
import dev.postern.firewall.model.Verdict;
import java.util.List;
import java.util.Optional;

/**
 * A filter rule, for packets of one direction.
 *
 * @param quick whether it decides at once; else the last rule that matches does
 * @param matches those of the anchors around it included
 * @param verdict what becomes of packets if it decides; empty for {@code match}, which never does
 * @param redirect where connections go on to
 * @param limits those that its connections keep to
 */
record PfRule(
    boolean quick,
    List<Match> matches,
    Optional<Verdict> verdict,
    Optional<Redirect> redirect,
    List<Effect> effects,
    List<Limit> limits,
    Origin.Setting origin) {
  PfRule {
    matches = List.copyOf(matches);
    effects = List.copyOf(effects);
    limits = List.copyOf(limits);
  }

  /** Whether the rules behind it see what it makes of the packet, whoever decides. */
  boolean translatesAtOnce() {
    return verdict.isEmpty() && redirect.isPresent();
  }
}
