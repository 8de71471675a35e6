package dev.postern.dovecot;

import dev.postern.net.Address;
import dev.postern.net.Prefix;
import dev.postern.posture.Contribution;
import dev.postern.posture.Endpoint;
import dev.postern.posture.Mechanism;
import dev.postern.posture.Reach;
import dev.postern.posture.State;
import dev.postern.posture.Word;
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
 */
record Meeting(Contribution posture, Address client, Address server) {

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
                  ? endpoint.authentication().mechanismsAfterTls().toOptional().orElseThrow()
                  : endpoint.authentication().mechanismsBeforeTls().toOptional().orElseThrow());
      boolean password = before.contains("PLAIN");
      answers.put("mechanisms-before-tls", before);
      answers.put("cleartext-login", password ? "accepted" : "refused");
      if (protocol.equals("imap")) {
        boolean allowed =
            endpoint.authentication().cleartextSetting().is(true)
                && endpoint.tls().required().is(false);
        answers.put("logindisabled", !trusted && !allowed);
      }
    }
    return answers;
  }

  private Optional<Endpoint> endpoint(int port) {
    return posture.endpoints().stream()
        .filter(e -> e.port().is(port))
        .filter(e -> dials(e.address().toOptional().orElseThrow()))
        .filter(e -> e.clients().toOptional().orElseThrow().contains(client))
        .max(
            Comparator.<Endpoint>comparingInt(e -> e.address().toOptional().orElseThrow().length())
                .thenComparingInt(
                    e ->
                        e.clients().toOptional().orElseThrow().prefixes().stream()
                            .mapToInt(Prefix::length)
                            .max()
                            .orElse(0)));
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
