package dev.postern.firewall;

import dev.postern.fact.Origin;

/**
 * A statement that settled what becomes of some packets in a base chain.
 *
 * @param isPolicy whether no rule but the chain's policy did
 * @param ofAnswer whether the packets were answers to clients
 */
record Decision(Hook hook, Verdict verdict, boolean isPolicy, boolean ofAnswer, Origin origin) {
  /** Whether it is a filter's about packets that begin a connection. */
  boolean filtersFirst() {
    return !ofAnswer && hook.type() == Hook.Type.FILTER;
  }

  boolean denies() {
    return verdict instanceof Verdict.Drop || verdict instanceof Verdict.Reject;
  }
}
