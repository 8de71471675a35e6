package dev.postern.report;

import dev.postern.policy.Witness;

/** Witnesses in words. */
final class Sentences {
  private Sentences() {}

  static String of(Witness witness) {
    if (witness instanceof Witness.Session session) {
      StringBuilder text = new StringBuilder();
      text.append("from ").append(session.client()).append(" connect to ").append(session.port());
      for (int i = 0; i < session.send().size(); i++) {
        text.append(i == 0 ? ", send `" : ", then `").append(session.send().get(i)).append('`');
      }
      return text.append(" → ").append(session.expect()).toString();
    }
    if (witness instanceof Witness.Packet packet) {
      return "a TCP packet over IPv"
          + packet.family()
          + " from "
          + packet.source()
          + (packet.iface().isEmpty() ? "" : " on " + packet.iface())
          + " to port "
          + packet.port()
          + " → it reaches the listener";
    }
    if (witness instanceof Witness.Handshake handshake) {
      return "a "
          + handshake.version()
          + " handshake on "
          + handshake.port()
          + (handshake.suite().isEmpty() ? "" : " with " + handshake.suite())
          + " → succeeds";
    }
    if (witness instanceof Witness.Relay relay) {
      return "from "
          + relay.client()
          + (relay.helo().isEmpty() ? "" : " greet as " + relay.helo() + " and")
          + " send mail from <"
          + relay.sender()
          + "> to <"
          + relay.recipient()
          + "> → relayed";
    }
    Witness.FileContent file = (Witness.FileContent) witness;
    return "look at " + file.path() + " → " + file.content();
  }
}
