package dev.postern.dovecot;

import dev.postern.fact.Origin;
import dev.postern.net.Address;
import dev.postern.net.Prefix;
import dev.postern.source.Problem;
import dev.postern.source.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A listener that cannot be opened: since another one has its address and port, such as {@code *}
 * beside an address of the host's own, or since no IPv6 socket takes its address. The server does
 * not start then (services_listen(), seen of the running 2.3.19.1 and 2.4.4).
 */
final class ListenFailure {
  private final List<Socket> sockets = new ArrayList<>();
  private final Span start;

  /** What is bound for sure. */
  private record Socket(int port, Address address) {
    private static final List<Prefix> INVALID =
        Stream.of("::ffff:0:0/96", "fe80::/10", "ff00::/8")
            .flatMap(text -> Prefix.parse(text).stream())
            .toList();

    /**
     * Whether no socket that is for IPv6 alone can have the address: one of IPv4, of a group, or of
     * an interface that is not named (inet6_bind(), Linux net/ipv6/af_inet6.c).
     */
    private boolean isInvalid() {
      return INVALID.stream().anyMatch(prefix -> prefix.contains(address));
    }

    private boolean conflicts(Socket other) {
      return port == other.port
          && address.family() == other.address.family()
          && (address.equals(other.address)
              || Bind.isEvery(address)
              || Bind.isEvery(other.address));
    }
  }

  private ListenFailure(Span start) {
    this.start = start;
  }

  /**
   * The first listener that cannot be opened.
   *
   * @param start the place to name where nobody wrote an address or a port
   */
  static Optional<Problem> of(List<Listener> listeners, Span start) {
    ListenFailure failure = new ListenFailure(start);
    return listeners.stream()
        .filter(listener -> listener.enabled().is(true) && listener.shared().is(false))
        .flatMap(listener -> failure.add(listener).stream())
        .findFirst();
  }

  private Optional<Problem> add(Listener listener) {
    Optional<Integer> port = listener.port().toOptional();
    Optional<String> addresses = listener.address().toOptional();
    if (port.isEmpty() || addresses.isEmpty()) {
      return Optional.empty();
    }
    for (String word : Bind.words(addresses.get())) {
      Optional<Socket> socket = Bind.address(word).map(a -> new Socket(port.get(), a));
      Optional<String> reason = socket.flatMap(this::failure);
      if (reason.isPresent()) {
        return Optional.of(
            Problem.error(
                Problem.Kind.REFUSED,
                place(listener),
                "service(%s): listen(%s, %d) failed: %s; the server does not start)"
                    .formatted(listener.service(), word, port.get(), reason.get())));
      }
      socket.ifPresent(sockets::add);
    }
    return Optional.empty();
  }

  private Optional<String> failure(Socket socket) {
    if (sockets.stream().anyMatch(socket::conflicts)) {
      return Optional.of("Address already in use (by another listener here");
    }
    return socket.isInvalid()
        ? Optional.of("Invalid argument (for a socket of IPv6 alone")
        : Optional.empty();
  }

  private Span place(Listener listener) {
    return Stream.concat(listener.address().origins().stream(), listener.port().origins().stream())
        .filter(Origin.Setting.class::isInstance)
        .map(origin -> ((Origin.Setting) origin).span())
        .findFirst()
        .orElse(start);
  }
}
