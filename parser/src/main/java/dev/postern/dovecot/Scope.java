package dev.postern.dovecot;

import dev.postern.net.Address;
import java.util.Optional;

/**
 * Who asks for a setting: the arguments of doveconf -f. What is empty matches no filter that speaks
 * of it.
 *
 * @param protocol such as {@code imap}, {@code sieve}
 * @param local the address a client dialled
 * @param remote the client's address
 * @param localName the name a client asked for by TLS
 */
public record Scope(
    Optional<String> protocol,
    Optional<Address> local,
    Optional<Address> remote,
    Optional<String> localName) {

  /** Outside every filter. */
  public static final Scope GLOBAL =
      new Scope(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

  public static Scope of(String protocol) {
    return new Scope(Optional.of(protocol), Optional.empty(), Optional.empty(), Optional.empty());
  }

  public Scope withLocal(Address address) {
    return new Scope(protocol, Optional.of(address), remote, localName);
  }

  public Scope withRemote(Address address) {
    return new Scope(protocol, local, Optional.of(address), localName);
  }

  public Scope withLocalName(String name) {
    return new Scope(protocol, local, remote, Optional.of(name));
  }

  Filter asFilter() {
    return new Filter(
        protocol,
        local.map(address -> new Net(address, address.family().bits())),
        localName,
        remote.map(address -> new Net(address, address.family().bits())));
  }
}
