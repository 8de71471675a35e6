package dev.postern.dovecot;

import dev.postern.net.Address;
import dev.postern.net.Prefix;
import dev.postern.posture.Contribution;
import dev.postern.posture.Endpoint;
import dev.postern.posture.login.Mechanism;
import dev.postern.posture.network.Reach;
import dev.postern.posture.service.State;
import dev.postern.posture.shape.Word;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What one client meets at one address according to a posture, in the words in which a running
 * server's answers are noted.
 *
 * @param mechanisms what a client in a trusted network is offered where there is no TLS
 */
record Meeting(Contribution posture, Address client, Address server, List<String> mechanisms) {

  Meeting(Contribution posture, Address client, Address server) {
    this(posture, client, server, List.of());
  }

  List<Long> listening() {
    TreeSet<Long> ports = new TreeSet<>();
    for (Endpoint endpoint : posture.endpoints()) {
      if (endpoint.state().isKnown() && !endpoint.state().is(State.CLOSED)) {
        ports.add((long) endpoint.port().toOptional().orElseThrow());
      }
    }
    return List.copyOf(ports);
  }

  /** The keys that a running server's answers have for a port, as far as they apply. */
  Map<String, Object> answers(int port) {
    Map<String, Object> answers = new TreeMap<>();
    Optional<Endpoint> met = endpoint(port);
    if (met.isEmpty() || met.get().exposure().verdict().is(Reach.NONE)) {
      answers.put("connect", "refused");
      return answers;
    }
    Endpoint endpoint = met.get();
    if (endpoint.state().is(State.DEAD)) {
      answers.put("connect", "accepted, then silent");
      return answers;
    }
    answers.put("connect", "accepted");
    String protocol = Word.of(endpoint.protocol().toOptional().orElseThrow());
    answers.put("protocol", protocol);
    String mode = Word.of(endpoint.tls().mode().toOptional().orElseThrow());
    answers.put("tls", mode);
    if (!mode.equals("implicit")) {
      boolean trusted =
          endpoint.authentication().trustedNetworks().toOptional().orElseThrow().contains(client);
      List<String> before =
          names(
              trusted
                  ? offeredToTrusted(endpoint)
                  : endpoint.authentication().mechanismsBeforeTls().toOptional().orElseThrow());
      boolean password = before.contains("PLAIN");
      answers.put("mechanisms-before-tls", before);
      answers.put("cleartext-login", password ? "accepted" : "refused");
      if (protocol.equals("imap")) {
        boolean allowed =
            endpoint.authentication().cleartextSetting().is(true)
                && endpoint.tls().required().is(false);
        answers.put("logindisabled", trusted ? !password : !allowed);
      }
    }
    return answers;
  }

  private List<Mechanism> offeredToTrusted(Endpoint endpoint) {
    List<Mechanism> offered =
        endpoint.authentication().mechanismsAfterTls().toOptional().orElseThrow();
    boolean withoutTls = offered.isEmpty() && endpoint.authentication().offered().is(true);
    return withoutTls
        ? mechanisms.stream().map(name -> Mechanism.of(name, List.of())).toList()
        : offered;
  }

  /**
   * The same, and what a client meets on whose behalf a proxy connects from here. What the server
   * does with it follows from the address that the proxy tells, not from the proxy's own.
   */
  Map<String, Object> answersWithProxy(int port, Address behind) {
    Map<String, Object> answers = answers(port);
    Optional<Endpoint> met = endpoint(port);
    boolean proxied =
        met.filter(e -> e.behindProxy().expected().is(true)).isPresent()
            && !"refused".equals(answers.get("connect"));
    if (!proxied) {
      return answers;
    }
    Map<String, Object> silent = new TreeMap<>(Map.of("connect", "accepted, then silent"));
    Map<String, Object> inner = new Meeting(posture, behind, server, mechanisms).answers(port);
    if (inner.containsKey("mechanisms-before-tls")) {
      silent.put("proxied", inner);
    }
    return silent;
  }

  private Optional<Endpoint> endpoint(int port) {
    return posture.endpoints().stream()
        .filter(e -> e.port().is(port))
        .filter(e -> dials(e.address().toOptional().orElseThrow()))
        .filter(e -> e.clients().toOptional().orElseThrow().contains(client))
        .max(
            Comparator.<Endpoint>comparingInt(
                    e -> closeness(e.address().toOptional().orElseThrow()))
                .thenComparingInt(
                    e ->
                        e.clients().toOptional().orElseThrow().prefixes().stream()
                            .mapToInt(Prefix::length)
                            .max()
                            .orElse(0)));
  }

  /** How closely an endpoint speaks of the address that is dialled. */
  private int closeness(String address) {
    Optional<Prefix> prefix = Prefix.parse(address);
    return prefix.isEmpty() ? 1 : prefix.get().contains(server) ? 2 + prefix.get().length() : 0;
  }

  private boolean dials(String address) {
    return address.equals("*")
        || Prefix.parse(address).filter(p -> p.contains(server)).isPresent()
        || Prefix.parse(address).filter(p -> p.base().isLoopback()).isPresent();
  }

  private static List<String> names(List<Mechanism> mechanisms) {
    List<String> names = new ArrayList<>();
    mechanisms.forEach(
        m -> names.add(m.name().toOptional().orElseThrow().toUpperCase(Locale.ROOT)));
    names.sort(String::compareTo);
    return names;
  }
}
