package dev.postern.postfix.smtpd;

import dev.postern.fact.Fact;
import dev.postern.net.Breadth;
import dev.postern.net.Networks;
import dev.postern.postfix.settings.NetworkList;
import dev.postern.postfix.settings.Scope;
import dev.postern.postfix.start.AskedService;
import dev.postern.postfix.start.Failing;
import dev.postern.postfix.syntax.Numbers;
import dev.postern.posture.network.RateLimit;
import dev.postern.posture.network.RateLimit.Kind;
import java.util.ArrayList;
import java.util.List;

/**
 * The limits of a service: what anvil counts (anvil(8), smtpd/smtpd.c), where zero is no limit, and
 * the errors in one session, which smtpd counts itself.
 */
public final class AnvilLimits {
  private static final List<Integer> FAMILIES = List.of(4, 6);

  private record Parameter(String name, Kind kind) {}

  private static final List<Parameter> PARAMETERS =
      List.of(
          new Parameter("smtpd_client_auth_rate_limit", Kind.AUTHENTICATION_ATTEMPTS),
          new Parameter("smtpd_client_connection_rate_limit", Kind.CONNECTIONS),
          new Parameter("smtpd_client_connection_count_limit", Kind.CONCURRENT_CONNECTIONS),
          new Parameter("smtpd_client_message_rate_limit", Kind.MESSAGES),
          new Parameter("smtpd_client_recipient_rate_limit", Kind.RECIPIENTS),
          new Parameter("smtpd_client_new_tls_session_rate_limit", Kind.TLS_SESSIONS));

  private AnvilLimits() {}

  /**
   * The limits of one smtpd.
   *
   * @param anvil the parameters as anvil reads them
   */
  public static Fact<List<RateLimit>> of(Scope scope, Scope anvil) {
    Fact<Networks> exempt = NetworkList.of(scope, "smtpd_client_event_limit_exceptions");
    Fact<Integer> unit =
        anvil
            .value("anvil_rate_time_unit")
            .map(text -> Numbers.seconds(text, 's').orElse(0L).intValue());
    Fact<RateLimit.Key> key = key(scope);
    Fact<List<RateLimit>> all = Fact.known(List.of());
    for (Parameter parameter : PARAMETERS) {
      Fact<Integer> limit = number(scope, parameter.name());
      boolean counted = parameter.kind() == Kind.CONCURRENT_CONNECTIONS;
      // smtpd looks before the handshake, which counts afterwards (smtpd.c, starttls_cmd()).
      int late = parameter.kind() == Kind.TLS_SESSIONS ? 1 : 0;
      all =
          all.with(
              limit,
              (before, number) -> {
                if (number <= 0) {
                  return before;
                }
                List<RateLimit> result = new ArrayList<>(before);
                result.add(
                    new RateLimit(
                        Fact.known(RateLimit.Layer.POSTFIX),
                        Fact.known(parameter.kind(), limit.origins()),
                        Fact.known(number + late, limit.origins()),
                        counted ? Fact.known(0) : unit,
                        key,
                        Fact.known(RateLimit.Action.REFUSE),
                        Fact.known(0),
                        Fact.known(FAMILIES),
                        exempt));
                return List.copyOf(result);
              });
    }
    return all;
  }

  /**
   * Why clients wait for a greeting that does not come: smtpd asks about each that no list exempts,
   * and an anvil that ends does not answer before {@code ipc_timeout}.
   */
  public static List<Failing> failings(Scope scope, AskedService anvil) {
    Fact<Boolean> asks = Fact.known(false);
    for (Parameter parameter : PARAMETERS) {
      asks = Fact.or(asks, number(scope, parameter.name()).map(limit -> limit != 0));
    }
    Fact<Boolean> spared =
        NetworkList.of(scope, "smtpd_client_event_limit_exceptions")
            .map(exempt -> exempt.breadth() == Breadth.EVERYONE);
    Fact<Boolean> waits = Fact.and(asks, Fact.not(spared));
    return anvil.failings().stream().flatMap(failing -> failing.where(waits).stream()).toList();
  }

  /**
   * What smtpd does about a session with many errors, failed logins among them (smtpd_chat.c,
   * smtpd.c): it sleeps before each answer from the soft limit on, and hangs up at the hard one.
   */
  public static Fact<List<RateLimit>> ofErrors(Scope scope) {
    Fact<Integer> hard = number(scope, "smtpd_hard_error_limit");
    Fact<Integer> soft = number(scope, "smtpd_soft_error_limit");
    Fact<Boolean> slows =
        scope
            .value("smtpd_error_sleep_time")
            .map(text -> Numbers.seconds(text, 's').orElse(0L) > 0)
            .with(
                soft.with(hard, (first, last) -> first < last), (sleeps, first) -> sleeps && first);
    return slows.map(
        slow ->
            slow
                ? List.of(errors(soft, RateLimit.Action.DELAY), errors(hard, RateLimit.Action.DROP))
                : List.of(errors(hard, RateLimit.Action.DROP)));
  }

  private static Fact<Integer> number(Scope scope, String parameter) {
    return scope.value(parameter, "0").map(text -> Numbers.integer(text).orElse(0L).intValue());
  }

  private static RateLimit errors(Fact<Integer> limit, RateLimit.Action action) {
    return new RateLimit(
        Fact.known(RateLimit.Layer.POSTFIX),
        Fact.known(Kind.ERRORS, limit.origins()),
        limit,
        Fact.known(0),
        Fact.known(RateLimit.Key.SESSION),
        Fact.known(action),
        Fact.known(0),
        Fact.known(FAMILIES),
        Fact.known(Networks.NONE));
  }

  /** Prefix lengths can be chosen since 3.8; with whole addresses each client counts. */
  private static Fact<RateLimit.Key> key(Scope scope) {
    return scope
        .value("smtpd_client_ipv6_prefix_length", "128")
        .with(
            scope.value("smtpd_client_ipv4_prefix_length", "32"),
            (ofV6, ofV4) ->
                ofV6.equals("128") && ofV4.equals("32")
                    ? RateLimit.Key.CLIENT_ADDRESS
                    : RateLimit.Key.CLIENT_PREFIX);
  }
}
