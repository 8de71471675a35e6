package dev.postern.firewall.walk;

import dev.postern.fact.Origin;
import dev.postern.firewall.model.Hook;
import dev.postern.firewall.model.Verdict;

/**
 * A statement that settled what becomes of some packets in a base chain.
 *
 * @param isPolicy whether no rule but the chain's policy did
 * @param ofAnswer whether the packets were answers to clients
 */
public record Decision(
    Hook hook, Verdict verdict, boolean isPolicy, boolean ofAnswer, Origin origin) {
  /** Whether it is a filter's about packets that begin a connection. */
  public boolean filtersFirst() {
    return !ofAnswer && hook.type() == Hook.Type.FILTER;
  }

  /** Whether the packets were dropped or rejected. */
  public boolean denies() {
    return verdict instanceof Verdict.Drop || verdict instanceof Verdict.Reject;
  }
}
