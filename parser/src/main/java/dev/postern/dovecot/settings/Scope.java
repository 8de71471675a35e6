package dev.postern.dovecot.settings;

import dev.postern.net.Address;
import dev.postern.net.Prefix;
import java.util.Optional;

/**
 * Who asks for a setting: the arguments of doveconf -f. What is empty matches no filter that speaks
 * of it.
 *
 * @param protocol such as {@code imap}, {@code sieve}
 * @param local the address a client dialled, or addresses
 * @param remote the client's address, or addresses
 * @param localName the name a client asked for by TLS
 * @param service such as {@code imap-login}: whose processes ask
 */
public record Scope(
    Optional<String> protocol,
    Optional<Prefix> local,
    Optional<Prefix> remote,
    Optional<String> localName,
    Optional<String> service) {

  /** Outside every filter. */
  public static final Scope GLOBAL =
      new Scope(
          Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

  /** Within one protocol. */
  public static Scope of(String protocol) {
    return new Scope(
        Optional.of(protocol),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  public Scope withLocal(Address address) {
    return withLocal(Prefix.of(address));
  }

  public Scope withRemote(Address address) {
    return withRemote(Prefix.of(address));
  }

  /** For addresses that all filters treat alike. */
  public Scope withLocal(Prefix addresses) {
    return new Scope(protocol, Optional.of(addresses), remote, localName, service);
  }

  /** For clients that all filters treat alike. */
  public Scope withRemote(Prefix clients) {
    return new Scope(protocol, local, Optional.of(clients), localName, service);
  }

  /** For clients that ask for a server of this name in TLS. */
  public Scope withLocalName(String name) {
    return new Scope(protocol, local, remote, Optional.of(name), service);
  }

  /** As the processes of a service see it: in 2.4 its section may set anything for them. */
  public Scope inService(String name) {
    return new Scope(protocol, local, remote, localName, Optional.of(name));
  }

  /** The question as a filter; the service is none of its parts. */
  public Filter asFilter() {
    return new Filter(protocol, local.map(Scope::net), localName, remote.map(Scope::net));
  }

  private static Net net(Prefix prefix) {
    return new Net(prefix.base(), prefix.length());
  }
}
