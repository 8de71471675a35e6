package dev.postern.postfix;

import dev.postern.fact.Fact;
import dev.postern.net.Address;
import dev.postern.posture.Contribution;
import dev.postern.posture.Endpoint;
import dev.postern.posture.login.Authentication;
import dev.postern.posture.login.Mechanism;
import dev.postern.posture.mail.Smtp;
import dev.postern.posture.mail.SmtpRelay;
import dev.postern.posture.network.Reach;
import dev.postern.posture.service.State;
import dev.postern.posture.shape.Word;
import dev.postern.posture.tls.ClientCertificate;
import dev.postern.posture.tls.TlsVersion;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What a posture foretells for a client on another host, in the words of postfix_probe.py. */
final class StrangerView {
  private static final Address STRANGER = Address.parse("203.0.113.7").orElseThrow();

  /** For lists of networks that do not exist, in which the first one is. */
  private static final Address OTHER = Address.parse("65.0.0.7").orElseThrow();

  private final Contribution posture;

  StrangerView(Contribution posture) {
    this.posture = posture;
  }

  /** The ports that listen. */
  List<Long> ports() {
    return posture.endpoints().stream()
        .map(endpoint -> (long) endpoint.port().toOptional().orElseThrow())
        .distinct()
        .sorted()
        .toList();
  }

  /** The witness where the posture has one; else what an imaginative stranger would try. */
  String attempts() {
    Map<String, String> ports = new TreeMap<>();
    for (SmtpRelay relay : posture.smtpRelays()) {
      List<String> messages = new ArrayList<>();
      relay
          .witness()
          .ifPresent(
              found ->
                  messages.add(
                      message(found.client(), found.helo(), found.sender(), found.recipient())));
      if (messages.isEmpty()) {
        for (String recipient : RandomInstance.RECIPIENTS) {
          for (String sender : RandomInstance.SENDERS) {
            messages.add(message("203.0.113.7", RandomInstance.HELOS.get(0), sender, recipient));
          }
        }
        for (String helo : RandomInstance.HELOS) {
          messages.add(
              message("203.0.113.7", helo, "friend@partner.example.net", "a@b.foreign.test"));
        }
        messages.add(message("203.0.113.7", "", "someone@sender.example", "a@b.foreign.test"));
      }
      ports.put(
          String.valueOf(relay.port().toOptional().orElseThrow()),
          "[" + String.join(",", messages) + "]");
    }
    List<String> members = new ArrayList<>();
    ports.forEach((port, messages) -> members.add("\"" + port + "\":" + messages));
    members.add(
        "\"strangers\":[\"%s\"%s]"
            .formatted(STRANGER, isTrusted(OTHER) ? "" : ",\"" + OTHER + "\""));
    return "{" + String.join(",", members) + "}";
  }

  private boolean isTrusted(Address client) {
    return posture.smtpRelays().stream()
        .anyMatch(relay -> !relay.trustedNetworks().map(all -> all.contains(client)).is(false));
  }

  private static String message(String client, String helo, String sender, String recipient) {
    return "{\"client\":\"%s\",\"helo\":%s,\"sender\":\"%s\",\"recipient\":\"%s\"}"
        .formatted(client, helo.isEmpty() ? "null" : "\"" + helo + "\"", sender, recipient);
  }

  /** What is met at a port. */
  Map<String, Fact<?>> answers(int port) {
    Optional<Endpoint> met =
        posture.endpoints().stream()
            .filter(endpoint -> endpoint.port().is(port))
            .filter(endpoint -> endpoint.exposure().v4().is(Reach.ANY))
            .findFirst();
    if (met.isEmpty()) {
      return Map.of("connect", Fact.known("refused"));
    }
    Endpoint endpoint = met.get();
    if (!endpoint.clients().map(all -> all.contains(STRANGER)).is(true)) {
      return Map.of();
    }
    if (endpoint.state().is(State.DEAD)) {
      return Map.of("connect", Fact.known("accepted, then silent"));
    }
    SmtpRelay relay =
        posture.smtpRelays().stream()
            .filter(found -> found.port().is(port))
            .findFirst()
            .orElseThrow();
    Authentication login = endpoint.authentication();
    // Of the probe, which has none.
    boolean lacksCertificate =
        endpoint.tls().handshake().clientCertificate().is(ClientCertificate.REQUIRED);
    Fact<State> state = lacksCertificate ? Fact.known(State.REFUSES) : endpoint.state();
    Fact<List<String>> after =
        lacksCertificate ? Fact.known(List.of()) : names(login.mechanismsAfterTls());
    Fact<Boolean> handshake = endpoint.tls().versions().map(versions -> !versions.isEmpty());
    Map<String, Fact<?>> answers = new TreeMap<>();
    answers.put("connect", Fact.known("accepted"));
    answers.put("tls", endpoint.tls().mode().map(Word::of));
    answers.put("state", state);
    answers.put("denied", state.map(State.REFUSES::equals));
    answers.put("handshake", handshake);
    answers.put("required", endpoint.tls().required());
    answers.put(
        "versions",
        endpoint.tls().versions().map(list -> list.stream().map(TlsVersion::toString).toList()));
    answers.put("before", names(login.mechanismsBeforeTls()));
    answers.put("offered", names(login.mechanismsBeforeTls()));
    answers.put("after", after);
    answers.put("offered-after", after);
    answers.put("password", login.cleartext());
    answers.put("helo-required", relay.smtp().heloRequired());
    answers.put("vrfy", relay.smtp().vrfy());
    answers.put("commands-ahead", relay.smtp().commandsAhead());
    answers.put("own", relay.takesOwnMail());
    answers.put("forged", relay.loginMayForge());
    answers.put("banner", endpoint.dialogue().greeting());
    answers.put(
        "bare-newline",
        relay
            .smtp()
            .bareNewline()
            .with(
                relay.smtp().bareNewlineExempt(),
                (done, exempt) -> done == Smtp.BareNewline.TAKEN || exempt.contains(STRANGER)));
    int tries = relay.witness().isPresent() ? 1 : 17;
    answers.put("attempts", relay.open().map(open -> Collections.nCopies(tries, open)));
    return answers;
  }

  private static Fact<List<String>> names(Fact<List<Mechanism>> mechanisms) {
    return mechanisms.map(
        list ->
            list.stream()
                .map(mechanism -> mechanism.name().toOptional().orElseThrow())
                .sorted()
                .toList());
  }
}
