package dev.postern.policy;

import java.util.List;

/** A concrete thing to try that proves a failure against the real host. */
public sealed interface Witness {

  /** The client connects and sends these lines; {@code expect} says what comes back. */
  record Session(String client, int port, List<String> send, String expect) implements Witness {}

  /**
   * A packet that the packet filter lets in.
   *
   * @param family 4 or 6
   */
  record Packet(String source, int family, String iface, int port) implements Witness {}

  /**
   * A TLS handshake that succeeds.
   *
   * @param suite empty when any does
   */
  record Handshake(int port, String version, String suite) implements Witness {}

  /** A message that is relayed. */
  record Relay(String client, String helo, String sender, String recipient) implements Witness {}

  /** A file and what is in it. */
  record FileContent(String path, String content) implements Witness {}
}
