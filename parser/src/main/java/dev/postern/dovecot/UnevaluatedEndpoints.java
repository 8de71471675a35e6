package dev.postern.dovecot;

import dev.postern.dovecot.settings.DovecotSettings;
import dev.postern.dovecot.settings.SettingsTable;
import dev.postern.fact.Fact;
import dev.postern.fact.Origin;
import dev.postern.net.Networks;
import dev.postern.posture.Endpoint;
import dev.postern.posture.login.Authentication;
import dev.postern.posture.login.PolicyServer;
import dev.postern.posture.network.BehindProxy;
import dev.postern.posture.network.Exposure;
import dev.postern.posture.service.Dialogue;
import dev.postern.posture.service.Protocol;
import dev.postern.posture.service.Service;
import dev.postern.posture.service.SoftwareName;
import dev.postern.posture.tls.Certificate;
import dev.postern.posture.tls.Handshake;
import dev.postern.posture.tls.Tls;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The listeners that a Dovecot usually has when its configuration is in a language that is not
 * evaluated: nothing about them is known, so that no rule passes by their absence.
 */
final class UnevaluatedEndpoints {
  private final String reason;

  UnevaluatedEndpoints(DovecotSettings settings) {
    this.reason = settings.unevaluated().orElse("");
  }

  List<Endpoint> endpoints() {
    ListenerKind.Table kinds = new ListenerKind.Table();
    List<Endpoint> endpoints = new ArrayList<>();
    SettingsTable.dovecot23()
        .defaults()
        .list("service")
        .forEach(
            (service, section) ->
                section
                    .list("inet_listener")
                    .forEach(
                        (listener, values) -> {
                          String protocol = section.values().getOrDefault("protocol", "");
                          endpoints.add(
                              endpoint(
                                  service + "/" + listener,
                                  kinds.of(service, protocol, listener),
                                  values.values()));
                        }));
    return endpoints;
  }

  private Endpoint endpoint(String name, ListenerKind kind, Map<String, String> values) {
    int port = Integer.parseInt(values.getOrDefault("port", "0"));
    Origin assumed =
        new Origin.Assumption(
            "%s is Dovecot's usual port for %s; %s".formatted(port, name, reason));
    return new Endpoint(
        Service.of(SoftwareName.DOVECOT, name),
        Fact.<Protocol>known(kind.protocol(), assumed),
        Fact.known(kind.role(), assumed),
        unknown(),
        Fact.known(port, assumed),
        unknown(),
        Fact.known(Networks.ANY, assumed),
        unknown(),
        new BehindProxy(unknown(), unknown()),
        new Dialogue(unknown(), unknown(), unknown()),
        new Tls(
            unknown(),
            unknown(),
            unknown(),
            unknown(),
            unknown(),
            unknown(),
            unknown(),
            Handshake.unknown(reason, List.of()),
            Certificate.unread(unknown(), unknown(), reason)),
        new Authentication(
            unknown(),
            unknown(),
            unknown(),
            unknown(),
            unknown(),
            unknown(),
            unknown(),
            unknown(),
            unknown(),
            unknown(),
            new PolicyServer(unknown(), unknown(), unknown(), unknown())),
        unknown(),
        new Exposure(unknown(), unknown(), unknown(), unknown(), unknown(), Optional.empty()));
  }

  private <T> Fact<T> unknown() {
    return Fact.unknown(reason);
  }
}
