package dev.postern.host;

import dev.postern.posture.Endpoint;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;

/** The TCP ports a mail host is looked at for. */
public final class Ports {
  /**
   * IANA's numbers for mail, and what older software used in their place: 106 poppassd, 2000 sieve.
   */
  private static final List<Integer> OTHER_MAIL = List.of(24, 106, 2000);

  /**
   * smtp, pop3, imap, submissions, submission, imaps, pop3s, sieve: the IANA service name registry.
   */
  public static final List<Integer> MAIL = List.of(25, 110, 143, 465, 587, 993, 995, 4190);

  /**
   * Behind a mail host, for programs and administrators alone: LDAP, MySQL, weakforced, PostgreSQL,
   * Dovecot's statistics, memcached, Dovecot's authentication and doveadm, as their manuals have
   * them.
   */
  private static final List<Integer> BEHIND =
      List.of(389, 3306, 4001, 5432, 9900, 11211, 12345, 24245);

  /** Where people read and sort their mail. */
  static final List<Integer> ACCESS = List.of(110, 143, 993, 995, 4190);

  /** Where mail is taken in. */
  static final List<Integer> TRANSPORT = List.of(25, 465, 587);

  private Ports() {}

  /** Whether a port is one that a packet filter is looked at for beside those of mail. */
  static boolean isBehind(int port) {
    return BEHIND.contains(port);
  }

  /** Every port looked at and every port of an endpoint, ascending. */
  static NavigableSet<Integer> of(List<Endpoint> endpoints) {
    NavigableSet<Integer> ports = new TreeSet<>(MAIL);
    ports.addAll(OTHER_MAIL);
    ports.addAll(BEHIND);
    for (Endpoint endpoint : endpoints) {
      endpoint.port().toOptional().ifPresent(ports::add);
    }
    return ports;
  }
}
