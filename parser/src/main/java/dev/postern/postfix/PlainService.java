package dev.postern.postfix;

import dev.postern.fact.Fact;
import dev.postern.fact.Origin;
import dev.postern.net.Networks;
import dev.postern.postfix.start.Listening;
import dev.postern.postfix.syntax.MasterEntry;
import dev.postern.posture.Endpoint;
import dev.postern.posture.login.Authentication;
import dev.postern.posture.login.PolicyServer;
import dev.postern.posture.login.Switch;
import dev.postern.posture.network.BehindProxy;
import dev.postern.posture.service.Dialogue;
import dev.postern.posture.service.Protocol;
import dev.postern.posture.service.Role;
import dev.postern.posture.service.Service;
import dev.postern.posture.service.SoftwareName;
import dev.postern.posture.service.State;
import dev.postern.posture.tls.Certificate;
import dev.postern.posture.tls.Handshake;
import dev.postern.posture.tls.Tls;
import dev.postern.posture.tls.TlsMode;
import java.util.ArrayList;
import java.util.List;

/** A service that is no smtpd: without TLS, without logins, with a protocol of its own. */
final class PlainService {
  private static final String NO_TLS = "there is no TLS on this listener";

  private PlainService() {}

  /** Its endpoints, one an address. */
  static List<Endpoint> endpoints(
      MasterEntry entry, List<Listening> addresses, Fact<Integer> port, Fact<State> state) {
    Origin line = entry.origin();
    Protocol protocol =
        switch (entry.program()) {
          case "qmqpd" -> Protocol.QMQP;
          case "postscreen" -> Protocol.SMTP;
          default -> Protocol.OTHER;
        };
    Role role = entry.program().equals("postscreen") ? Role.EXCHANGE : Role.DELIVERY;
    List<Endpoint> endpoints = new ArrayList<>();
    for (Listening listening : addresses) {
      endpoints.add(
          new Endpoint(
              Service.of(SoftwareName.POSTFIX, entry.name()),
              Fact.known(protocol, line),
              Fact.known(role, line),
              listening.address(),
              port,
              listening.families(),
              Fact.known(Networks.ANY),
              state,
              BehindProxy.NONE,
              Dialogue.NONE,
              noTls(line),
              noAuthentication(line),
              Fact.known(List.of(), line),
              listening.exposure()));
    }
    return endpoints;
  }

  private static Tls noTls(Origin line) {
    return new Tls(
        Fact.known(TlsMode.NONE, line),
        Fact.known(false, line),
        Fact.known(List.of(), line),
        Fact.known(List.of(), line),
        Fact.unknown(NO_TLS, line),
        Fact.unknown(NO_TLS, line),
        Fact.known(false, line),
        Handshake.unknown(NO_TLS, List.of(line)),
        Certificate.unread(Fact.known("", line), Fact.known(false, line), NO_TLS));
  }

  private static Authentication noAuthentication(Origin line) {
    return new Authentication(
        Fact.known(false, line),
        Fact.known(false, line),
        Fact.known(List.of(), line),
        Fact.known(List.of(), line),
        Fact.known(false, line),
        Fact.known(true, line),
        Fact.known(false, line),
        Fact.known(Networks.NONE, line),
        Fact.known(0, line),
        Fact.known(Switch.OFF, line),
        PolicyServer.NONE);
  }
}
