package dev.postern.firewall;

import dev.postern.fact.Origin;

/**
 * A statement that settled what becomes of some packets in a base chain.
 *
 * @param isPolicy whether no rule but the chain's policy did
 */
record Decision(Hook hook, Verdict verdict, boolean isPolicy, Origin origin) {}
