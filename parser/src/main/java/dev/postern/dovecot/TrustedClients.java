package dev.postern.dovecot;

import dev.postern.fact.Fact;
import dev.postern.net.Networks;
import dev.postern.net.Prefix;
import dev.postern.posture.service.Version;
import java.util.Optional;

/**
 * The clients whose connections count as secured whatever they are (client_is_trusted(), Dovecot
 * 2.3.19.1 and 2.4.4 src/login-common/client-common.c).
 */
record TrustedClients(ScopedFacts facts) {
  private static final String SETTING = "login_trusted_networks";

  /** Since when 2.3 complains of what is no network in the name of a client that is not there. */
  private static final String CRASHES_SINCE = "2.3.11";

  /** Since 2.4 nobody is trusted where TLS is required. */
  Fact<Networks> networks() {
    Fact<Networks> written = facts.networks(SETTING).map(this::withClients);
    return facts.settings().dialect().trustsDespiteRequired()
        ? written
        : facts.ssl().flatMap(ssl -> ssl.equals("required") ? Fact.known(Networks.NONE) : written);
  }

  /** No network where none of the clients is in any. */
  private Networks withClients(Networks trusted) {
    return facts
        .scope()
        .remote()
        .filter(
            clients ->
                trusted.prefixes().stream()
                    .noneMatch(net -> net.contains(clients) || clients.contains(net)))
        .map(none -> Networks.NONE)
        .orElse(trusted);
  }

  /**
   * Whether the login process crashes as soon as one of the clients connects, since a word of the
   * list is no network and none before it has the client.
   */
  Fact<Boolean> crash() {
    if (facts.settings().dialect().isModern()) {
      return Fact.known(false);
    }
    return facts
        .noNetwork(SETTING)
        .flatMap(
            word ->
                word.isEmpty()
                    ? Fact.known(false)
                    : Fact.and(
                        facts.settings().version().map(TrustedClients::crashes),
                        facts.networks(SETTING).flatMap(before -> reaches(word, before))));
  }

  private static boolean crashes(Version version) {
    return version.atLeast(CRASHES_SINCE);
  }

  /** Whether clients come to a word of the list, behind the networks that stand before it. */
  private Fact<Boolean> reaches(String word, Networks before) {
    Optional<Prefix> clients = facts.scope().remote();
    if (before.isEmpty()) {
      return Fact.known(true);
    }
    return clients
            .filter(all -> before.prefixes().stream().anyMatch(p -> p.contains(all)))
            .isPresent()
        ? Fact.known(false)
        : Fact.unknown(
            "the login process crashes for clients that are in no network before %s in %s"
                .formatted(word, SETTING));
  }
}
