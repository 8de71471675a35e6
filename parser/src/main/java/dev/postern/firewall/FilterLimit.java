package dev.postern.firewall;

import dev.postern.fact.Fact;
import dev.postern.fact.Origin;
import dev.postern.firewall.model.Limit;
import dev.postern.firewall.reach.PortReach;
import dev.postern.firewall.reach.Throttle;
import dev.postern.net.AddressSet;
import dev.postern.net.Family;
import dev.postern.net.Networks;
import dev.postern.posture.network.RateLimit;
import java.util.List;

/** A limit that a packet filter sets, in the words of the posture. */
final class FilterLimit {
  private FilterLimit() {}

  /** The limit that a rule sets, with the clients whom it does not stop as exempt. */
  static RateLimit of(Throttle throttle, PortReach reach, Family family) {
    Limit limit = throttle.limit();
    List<Origin> origins = List.of(throttle.rule());
    AddressSet stopped = AddressSet.of(family, throttle.clients());
    Networks exempt = FirewallPosture.listed(reach.sources().minus(stopped));
    return new RateLimit(
        Fact.known(RateLimit.Layer.FIREWALL, origins),
        Fact.known(
            limit.kind() == Limit.Kind.CONCURRENT
                ? RateLimit.Kind.CONCURRENT_CONNECTIONS
                : RateLimit.Kind.CONNECTIONS,
            origins),
        Fact.known(limit.count(), origins),
        Fact.known(limit.perSeconds(), origins),
        Fact.known(
            switch (limit.key()) {
              case SOURCE_ADDRESS -> RateLimit.Key.CLIENT_ADDRESS;
              case SOURCE_NETWORK -> RateLimit.Key.CLIENT_PREFIX;
              case GLOBAL -> RateLimit.Key.GLOBAL;
            },
            origins),
        Fact.known(throttle.refuses() ? RateLimit.Action.REFUSE : RateLimit.Action.DROP, origins),
        Fact.known(0, origins),
        Fact.known(List.of(family.number()), origins),
        Fact.known(exempt, origins));
  }
}
