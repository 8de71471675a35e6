package dev.postern.postfix.relay;

import dev.postern.fact.Fact;
import dev.postern.net.Address;
import dev.postern.net.Family;
import dev.postern.postfix.syntax.HostName;
import dev.postern.postfix.syntax.Text;
import java.util.ArrayList;
import java.util.List;

/**
 * A message that somebody tries to hand in.
 *
 * @param clientName what DNS calls the client, in both directions; {@code unknown} where nothing
 * @param helo the name that the client gives itself; empty when it gives none
 * @param authorised whether the recipient is the host's own; a foreign one is a relay attempt
 * @param encrypted whether it is under TLS
 * @param login whether it comes after a login, of a user who does not own the sender's address
 * @param ahead whether the message comes before the answer to DATA
 */
public record RelaySession(
    Address client,
    String clientName,
    String helo,
    String sender,
    String recipient,
    boolean authorised,
    Fact<Boolean> encrypted,
    boolean login,
    boolean ahead) {
  private static final String NAMELESS = "unknown";

  /** One without a login, from a client without a name. */
  RelaySession(
      Address client,
      String helo,
      String sender,
      String recipient,
      boolean authorised,
      Fact<Boolean> encrypted) {
    this(client, NAMELESS, helo, sender, recipient, authorised, encrypted, false, false);
  }

  /** The same after a login. */
  RelaySession loggedIn() {
    return new RelaySession(
        client, clientName, helo, sender, recipient, authorised, encrypted, true, ahead);
  }

  /** The same from a client that does not wait. */
  RelaySession aheadOfTime() {
    return new RelaySession(
        client, clientName, helo, sender, recipient, authorised, encrypted, login, true);
  }

  /** The same from another address. */
  RelaySession from(Address other) {
    return new RelaySession(
        other, clientName, helo, sender, recipient, authorised, encrypted, login, ahead);
  }

  /** The same from a client with a name. */
  RelaySession named(String name) {
    return new RelaySession(
        client, name, helo, sender, recipient, authorised, encrypted, login, ahead);
  }

  /** Who the recipient is in the domain. */
  String user() {
    return recipient.substring(0, Math.max(0, recipient.lastIndexOf('@')));
  }

  /** The domain of the recipient. */
  String domain() {
    return recipient.substring(recipient.lastIndexOf('@') + 1);
  }

  /** Whether the recipient names a way further on, whatever signs count here (resolve.c). */
  boolean routes() {
    return user().chars().anyMatch(c -> "@!%".indexOf(c) >= 0);
  }

  /** Whether the client gives an IPv4 address without brackets as its name. */
  boolean greetsAsAddress() {
    return Address.parse(helo).filter(address -> address.family() == Family.V4).isPresent();
  }

  /** Whether it gives the name of a host, or an address in brackets. */
  boolean greetsWithName() {
    return helo.startsWith("[") || HostName.isValid(helo);
  }

  /** The same, and the name has a domain. */
  boolean greetsWithFullName() {
    int dot = helo.indexOf('.');
    return greetsWithName() && (helo.startsWith("[") || (dot > 0 && dot < helo.length() - 1));
  }

  /**
   * The keys by which an access table is asked for an address (access(5)).
   *
   * @param parents as for a domain
   */
  static List<String> addressKeys(String address, boolean parents) {
    String lower = Text.lower(address);
    int at = lower.lastIndexOf('@');
    List<String> keys = new ArrayList<>();
    keys.add(lower);
    if (at >= 0) {
      keys.addAll(domainKeys(lower.substring(at + 1), parents));
      keys.add(lower.substring(0, at + 1));
    }
    return keys;
  }

  /**
   * The keys for a domain: itself and its parents. What is too long for a name of a host has none.
   *
   * @param parents whether a parent stands for what is below it (parent_domain_matches_subdomains);
   *     else a parent with a leading dot does
   */
  public static List<String> domainKeys(String domain, boolean parents) {
    List<String> keys = new ArrayList<>();
    String rest = Text.lower(domain);
    keys.add(rest);
    if (rest.length() > HostName.LONGEST || Address.parse(rest).isPresent()) {
      return keys;
    }
    for (int dot = rest.indexOf('.', 1); dot >= 0; dot = rest.indexOf('.', 1)) {
      rest = rest.substring(parents ? dot + 1 : dot);
      if (!rest.isEmpty()) {
        keys.add(rest);
      }
      if (rest.length() < 2) {
        break;
      }
    }
    return keys;
  }

  /** The keys for the client's address: itself and the networks at its dots or colons. */
  List<String> clientKeys() {
    char delimiter = client.family() == Family.V4 ? '.' : ':';
    List<String> keys = new ArrayList<>();
    String rest = client.toString();
    keys.add(rest);
    for (int at = rest.lastIndexOf(delimiter); at > 0; at = rest.lastIndexOf(delimiter)) {
      rest = rest.substring(0, at);
      keys.add(rest);
    }
    return keys;
  }
}
