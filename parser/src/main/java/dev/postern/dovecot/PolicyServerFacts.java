package dev.postern.dovecot;

import dev.postern.fact.Fact;
import dev.postern.fact.Origin;
import dev.postern.net.Address;
import dev.postern.posture.login.PolicyServer;
import dev.postern.posture.network.RateLimit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The policy server that Dovecot asks at logins (2.3.19.1 src/auth/auth-policy.c). */
record PolicyServerFacts(ScopedFacts facts) {

  PolicyServer server() {
    return new PolicyServer(
        asked(),
        decides(),
        facts.yes("auth_policy_reject_on_fail"),
        facts.text("auth_policy_server_url").map(PolicyServerFacts::isReadable));
  }

  private Fact<Boolean> asked() {
    return facts.text("auth_policy_server_url").map(url -> !url.isEmpty());
  }

  /** It may be asked before the password is checked, after it, or only told what came of it. */
  private Fact<Boolean> decides() {
    Fact<Boolean> checks =
        Fact.or(
            facts.yes("auth_policy_check_before_auth"), facts.yes("auth_policy_check_after_auth"));
    Fact<Boolean> counts =
        facts.settings().dialect().knowsPoliciesToLog()
            ? Fact.not(facts.yes("auth_policy_log_only"))
            : Fact.known(true);
    return Fact.and(asked(), Fact.and(counts, checks));
  }

  /** Whether what a URL is sent can be read between this host and another. */
  private static boolean isReadable(String url) {
    if (!url.toLowerCase(Locale.ROOT).startsWith("http://")) {
      return false;
    }
    String rest = url.substring("http://".length());
    int end = rest.indexOf('/');
    String authority = end < 0 ? rest : rest.substring(0, end);
    String server = authority.substring(authority.lastIndexOf('@') + 1);
    int port = server.lastIndexOf(':');
    boolean hasPort = port > server.lastIndexOf(']');
    String host = hasPort ? server.substring(0, port) : server;
    return !host.equals("localhost") && Address.parse(host).filter(Address::isLoopback).isEmpty();
  }

  /** Empty when it limits nothing. */
  Fact<Optional<RateLimit>> limit() {
    return decides().map(decides -> decides ? Optional.of(byItself()) : Optional.empty());
  }

  private RateLimit byItself() {
    List<Origin> origins = decides().origins();
    String why = "the policy server decides how many";
    return new RateLimit(
        Fact.known(RateLimit.Layer.POLICY_SERVER, origins),
        Fact.known(RateLimit.Kind.AUTHENTICATION_ATTEMPTS, origins),
        Fact.unknown(why, origins),
        Fact.unknown(why, origins),
        Fact.unknown("the policy server decides by what it counts", origins),
        Fact.known(RateLimit.Action.REFUSE, origins),
        Fact.known(0, origins),
        Fact.known(List.of(4, 6), origins),
        Fact.unknown("the policy server decides whom it spares", origins));
  }
}
