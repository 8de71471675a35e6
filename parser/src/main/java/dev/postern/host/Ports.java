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

  /** Where people read and sort their mail. */
  static final List<Integer> ACCESS = List.of(110, 143, 993, 995, 4190);

  /** Where mail is taken in. */
  static final List<Integer> TRANSPORT = List.of(25, 465, 587);

  private Ports() {}

  /** Every mail port and every port of an endpoint, ascending. */
  static NavigableSet<Integer> of(List<Endpoint> endpoints) {
    NavigableSet<Integer> ports = new TreeSet<>(MAIL);
    ports.addAll(OTHER_MAIL);
    for (Endpoint endpoint : endpoints) {
      endpoint.port().toOptional().ifPresent(ports::add);
    }
    return ports;
  }
}
