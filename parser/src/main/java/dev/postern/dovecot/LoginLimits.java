package dev.postern.dovecot;

import dev.postern.fact.Fact;
import dev.postern.fact.Origin;
import dev.postern.net.Networks;
import dev.postern.posture.login.Switch;
import dev.postern.posture.network.RateLimit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What Dovecot itself does against clients who come too often.
 *
 * @param penalty whether failures slow an address down
 * @param trusted the clients whom they do not
 */
record LoginLimits(ScopedFacts facts, Fact<Switch> penalty, Fact<Networks> trusted) {
  Fact<List<RateLimit>> all() {
    Fact<Optional<RateLimit>> ofPolicy = new PolicyServerFacts(facts).limit();
    Fact<Optional<RateLimit>> connections = connections();
    return penalty.flatMap(
        slowed -> ofPolicy.flatMap(policy -> connections.map(held -> list(slowed, policy, held))));
  }

  private List<RateLimit> list(
      Switch slowed, Optional<RateLimit> policy, Optional<RateLimit> connections) {
    List<RateLimit> limits = new ArrayList<>();
    if (slowed == Switch.ON) {
      limits.add(ofPenalty());
    }
    policy.ifPresent(limits::add);
    connections.ifPresent(limits::add);
    return List.copyOf(limits);
  }

  /**
   * Each failure doubles the wait of an address, from 2 up to 15 seconds: four answers a minute in
   * the long run (src/auth/auth-penalty.h).
   */
  private RateLimit ofPenalty() {
    List<Origin> origins = penalty.origins();
    return new RateLimit(
        Fact.known(RateLimit.Layer.DOVECOT, origins),
        Fact.known(RateLimit.Kind.AUTHENTICATION_FAILURES, origins),
        Fact.known(4, origins),
        Fact.known(60, origins),
        Fact.known(RateLimit.Key.CLIENT_ADDRESS, origins),
        Fact.known(RateLimit.Action.DELAY, origins),
        Fact.known(0, origins),
        Fact.known(List.of(4, 6), origins),
        trusted);
  }

  /**
   * How many connections a user may hold from one address; zero is any number
   * (sasl_server_check_login(), src/login-common/sasl-server.c).
   */
  private Fact<Optional<RateLimit>> connections() {
    Fact<Integer> most = facts.number("mail_max_userip_connections");
    List<Origin> origins = most.origins();
    return most.map(
        number ->
            number == 0
                ? Optional.empty()
                : Optional.of(
                    new RateLimit(
                        Fact.known(RateLimit.Layer.DOVECOT, origins),
                        Fact.known(RateLimit.Kind.CONCURRENT_CONNECTIONS, origins),
                        most,
                        Fact.known(0, origins),
                        Fact.known(RateLimit.Key.USER_AND_ADDRESS, origins),
                        Fact.known(RateLimit.Action.REFUSE, origins),
                        Fact.known(0, origins),
                        Fact.known(List.of(4, 6), origins),
                        Fact.known(Networks.NONE, origins))));
  }
}
