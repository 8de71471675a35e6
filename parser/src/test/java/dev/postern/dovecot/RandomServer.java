package dev.postern.dovecot;

import java.util.List;
import java.util.Random;

/**
 * A configuration of a Dovecot that starts: what decides who may log in how, drawn at random. In
 * it, {@code @DIR@} stands for a folder with cert.pem and key.pem. The client is 10.200.0.2, the
 * server 10.200.0.1.
 */
final class RandomServer {
  private static final List<String> NETWORKS =
      List.of(
          "10.200.0.2",
          "10.200.0.0/24",
          "10.200.0.0/16",
          "10.0.0.0/8",
          "192.0.2.0/24",
          "203.0.113.9",
          "2001:db8::/32");
  private static final List<String> ADDRESSES =
      List.of("10.200.0.1", "10.200.0.0/24", "10.0.0.0/8", "127.0.0.0/8", "192.0.2.1");

  private final Random random;
  private final StringBuilder text = new StringBuilder();

  private RandomServer(Random random) {
    this.random = random;
  }

  static String of(Random random) {
    RandomServer server = new RandomServer(random);
    server.write();
    return server.text.toString();
  }

  private String one(List<String> of) {
    return of.get(random.nextInt(of.size()));
  }

  private boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  private void line(String line) {
    text.append(line).append('\n');
  }

  private void set(String name, String value) {
    line(name + " = " + value);
  }

  private void write() {
    String protocols =
        one(List.of("imap", "imap pop3", "pop3", "imap sieve", "imap submission", "imap lmtp"));
    set("protocols", protocols);
    if (chance(93)) {
      line("ssl_cert = <@DIR@/cert.pem\nssl_key = <@DIR@/key.pem");
    }
    set("ssl", one(List.of("no", "yes", "yes", "required")));
    set("disable_plaintext_auth", one(List.of("yes", "no")));
    set(
        "auth_mechanisms",
        one(
            List.of(
                "plain",
                "plain login",
                "plain cram-md5",
                "cram-md5",
                "plain scram-sha-256",
                "login",
                "anonymous plain",
                "plain digest-md5 cram-md5")));
    if (chance(30)) {
      set("login_trusted_networks", one(NETWORKS) + (chance(30) ? " 192.0.2.7" : ""));
    }
    if (chance(30)) {
      set("listen", one(List.of("*", "10.200.0.1", "127.0.0.1", "::", "10.200.0.1, ::1")));
    }
    for (int i = random.nextInt(4) - 1; i > 0; i--) {
      filter();
    }
    for (String protocol : protocols.split(" ", -1)) {
      if (chance(40)) {
        listeners(protocol);
      }
    }
    if (chance(50)) {
      line("haproxy_trusted_networks = 10.200.0.0/16");
    }
  }

  private void filter() {
    String remote = "remote " + one(NETWORKS);
    String local = "local " + one(ADDRESSES);
    String protocol = "protocol " + one(List.of("imap", "pop3", "!imap", "sieve", "submission"));
    List<String> around =
        switch (random.nextInt(6)) {
          case 0 -> List.of(remote);
          case 1 -> List.of(local);
          case 2 -> List.of(protocol);
          case 3 -> List.of(local, remote);
          case 4 -> List.of(remote, protocol);
          default -> List.of(local, protocol);
        };
    around.forEach(head -> line(head + " {"));
    if (chance(60)) {
      set("disable_plaintext_auth", one(List.of("yes", "no")));
    } else {
      set("ssl", one(List.of("no", "yes", "required")));
    }
    if (chance(15)) {
      set("login_trusted_networks", one(NETWORKS));
    }
    around.forEach(head -> line("}"));
  }

  private void listeners(String protocol) {
    String service = protocol.equals("sieve") ? "managesieve" : protocol;
    line("service " + (protocol.equals("lmtp") ? "lmtp" : service + "-login") + " {");
    if (chance(40) && !protocol.equals("lmtp")) {
      line("inet_listener " + protocol + " {");
      line(one(List.of("port = 0", "ssl = yes", "address = 127.0.0.1", "port = 1143")));
      line("}");
    }
    if (chance(30) && List.of("imap", "pop3").contains(protocol)) {
      line("inet_listener " + protocol + "s {");
      line(one(List.of("port = 0", "ssl = no", "address = 10.200.0.1")));
      line("}");
    }
    if (chance(50) || protocol.equals("lmtp")) {
      line("inet_listener other {\nport = " + (2000 + protocol.charAt(0)));
      if (chance(40)) {
        line("haproxy = yes");
      }
      if (chance(30)) {
        line("ssl = yes");
      }
      line("}");
    }
    line("}");
  }
}
