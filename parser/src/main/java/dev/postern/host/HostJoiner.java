package dev.postern.host;

import dev.postern.fact.Fact;
import dev.postern.fact.Origin;
import dev.postern.fail2ban.Fail2banPosture;
import dev.postern.firewall.FirewallPosture;
import dev.postern.net.Address;
import dev.postern.net.Networks;
import dev.postern.posture.Endpoint;
import dev.postern.posture.mail.SmtpRelay;
import dev.postern.posture.network.Exposure;
import dev.postern.posture.network.FilteredPort;
import dev.postern.posture.network.RateLimit;
import dev.postern.posture.network.Via;
import dev.postern.posture.service.State;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Gives each endpoint the exposure and the limits that the whole host gives it. */
final class HostJoiner {
  private static final List<Integer> BOTH_FAMILIES = List.of(4, 6);

  private final FirewallPosture filter;
  private final boolean isFiltered;
  private final boolean keepsOut;
  private final Optional<String> unknownFilter;
  private final PacketFilters filters;
  private @Nullable Origin assumption;
  private final List<Fail2banPosture> jails;
  private final List<String> guards;
  private final Networks outside;

  /**
   * A joiner for one host.
   *
   * @param jails of each fail2ban of the host: one, or none
   * @param guards what else may ban those who guess passwords
   */
  HostJoiner(
      PacketFilters filters, List<Fail2banPosture> jails, List<String> guards, Networks outside) {
    this.filter = filters.posture();
    this.isFiltered = filters.isPresent();
    this.keepsOut = filters.keepsOut();
    this.unknownFilter = filters.unknown();
    this.filters = filters;
    this.jails = jails;
    this.guards = guards;
    this.outside = outside;
  }

  List<Endpoint> endpoints(List<Endpoint> endpoints) {
    return endpoints.stream().map(this::endpoint).toList();
  }

  private Endpoint endpoint(Endpoint endpoint) {
    Networks clients = endpoint.clients().toOptional().orElse(Networks.ANY);
    Networks from = clients.isAny() ? outside : clients;
    Exposure through =
        throughFilter(
            endpoint.port(),
            endpoint.families().toOptional().orElse(BOTH_FAMILIES),
            endpoint.address().toOptional().orElse("*"),
            from);
    // Only rules that send connections on to a loopback address let anybody in there.
    Exposure exposure =
        isFiltered && isLoopback(endpoint) ? through : Outside.join(endpoint.exposure(), through);
    return endpoint.with(ofState(exposure, endpoint.state()), limits(endpoint));
  }

  private static boolean isLoopback(Endpoint endpoint) {
    return endpoint
        .address()
        .toOptional()
        .flatMap(Address::parse)
        .filter(Address::isLoopback)
        .isPresent();
  }

  private Fact<List<RateLimit>> limits(Endpoint endpoint) {
    Fact<List<RateLimit>> all = endpoint.rateLimits();
    Optional<Integer> port = endpoint.port().toOptional();
    if (isFiltered && port.isPresent()) {
      Fact<List<RateLimit>> more =
          filters.limits(
              port.get(),
              endpoint.families().toOptional().orElse(BOTH_FAMILIES),
              endpoint.address().toOptional().orElse("*"),
              outside);
      all = all.with(more, HostJoiner::concatenated);
    }
    for (Fail2banPosture fail2ban : jails) {
      all = fail2ban.limits(endpoint, all);
    }
    return guards.isEmpty() || endpoint.authentication().offered().is(false)
        ? all
        : all.flatMap(this::guarded);
  }

  /** With a limit more or without it, since no file is read that tells. */
  private Fact<List<RateLimit>> guarded(List<RateLimit> known) {
    String reason =
        String.join(" or ", guards) + ", not read here, may stop those who guess passwords";
    List<RateLimit> more = concatenated(known, List.of(RateLimit.ofUnreadProgram(reason)));
    return Fact.oneOf(new LinkedHashSet<>(List.of(known, more)), reason, List.of());
  }

  private static List<RateLimit> concatenated(List<RateLimit> one, List<RateLimit> other) {
    List<RateLimit> all = new ArrayList<>(one);
    all.addAll(other);
    return List.copyOf(all);
  }

  List<SmtpRelay> relays(List<SmtpRelay> relays, List<Endpoint> joined) {
    List<SmtpRelay> all = new ArrayList<>();
    for (SmtpRelay relay : relays) {
      Exposure exposure = relay.exposure();
      for (Endpoint endpoint : joined) {
        if (endpoint.id().equals(relay.endpoint())) {
          exposure = endpoint.exposure();
          break;
        }
      }
      all.add(relay.with(exposure));
    }
    return all;
  }

  /** Each port as the filter alone lets it through, with what listens there. */
  List<FilteredPort> ports(List<Endpoint> endpoints) {
    List<FilteredPort> ports = new ArrayList<>();
    for (int port : Ports.of(endpoints)) {
      List<Endpoint> listeners =
          endpoints.stream()
              .filter(endpoint -> endpoint.port().is(port) && !endpoint.state().is(State.CLOSED))
              .toList();
      Exposure exposure =
          keepsOut
              ? withUnknown(filter.portExposure(port, outside))
              : throughFilter(Fact.known(port), BOTH_FAMILIES, "*", outside);
      ports.add(
          new FilteredPort(
              Fact.known(port),
              Fact.known(isFiltered || unknownFilter.isPresent()),
              Fact.known(listeners.isEmpty() ? "none" : listeners.get(0).id()),
              tlsRequired(listeners, exposure),
              exposure));
    }
    return ports;
  }

  private static Fact<Boolean> tlsRequired(List<Endpoint> listeners, Exposure exposure) {
    Optional<Via> published = exposure.published();
    Fact<Boolean> here = tlsRequired(listeners);
    if (published.isEmpty()) {
      return here;
    }
    Fact<Boolean> there =
        Fact.unknown(
            "the port is " + published.get().text() + ", and no file tells what answers there");
    return listeners.isEmpty() ? there : Fact.and(here, there);
  }

  private static Fact<Boolean> tlsRequired(List<Endpoint> listeners) {
    return listeners.stream()
        .map(endpoint -> endpoint.tls().required())
        .reduce(Fact::and)
        .orElse(Fact.unknown("no daemon among the files listens on this port"));
  }

  private Exposure throughFilter(
      Fact<Integer> port, List<Integer> families, String address, Networks from) {
    Optional<Integer> number = port.toOptional();
    Exposure exposure =
        keepsOut && number.isPresent()
            ? filter.exposure(number.get(), families, address, from, Optional.empty())
            : Outside.unfiltered(families, from, noneFound());
    return withUnknown(exposure);
  }

  private Origin noneFound() {
    Origin known = assumption;
    if (known == null) {
      known = filters.noneFound();
      assumption = known;
    }
    return known;
  }

  private Exposure withUnknown(Exposure exposure) {
    return unknownFilter
        .map(reason -> Outside.unknown(exposure, reason, List.of()))
        .orElse(exposure);
  }

  private static Exposure ofState(Exposure exposure, Fact<State> state) {
    // A port that is open is reached, whatever becomes of the connection.
    if (state instanceof Fact.Unknown<State> unknown && state.mayBe(State.CLOSED)) {
      return Outside.unknown(exposure, unknown.reason(), unknown.origins());
    }
    return state.is(State.CLOSED) ? Outside.nobody(state.origins()) : exposure;
  }
}
