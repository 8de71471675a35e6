package dev.postern.host;

import dev.postern.fact.Fact;
import dev.postern.net.Address;
import dev.postern.net.HostPort;
import dev.postern.posture.Endpoint;
import dev.postern.posture.LoginServer;
import dev.postern.posture.LoginServer.Answer;
import dev.postern.posture.LoginServer.Place;
import dev.postern.posture.Protocol;
import dev.postern.posture.UnixSocket;
import dev.postern.source.Paths;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the listener of a host's Dovecot that is to check passwords for its SMTP servers, and
 * whether they may use it.
 */
final class DovecotLogins {
  private static final String INET = "inet:";

  /** What is spoken on sockets of the service auth by others than those who log clients in. */
  private static final Set<String> OF_OTHERS =
      Set.of("master", "userdb", "token", "tokenlogin", "token-login");

  private final SocketAccess access;
  private final Optional<String> unknown;
  private final List<UnixSocket> sockets;
  private final List<Endpoint> listeners;

  /**
   * The listeners of one Dovecot.
   *
   * @param unknown why it is not known what it opens; empty when it is
   * @param sockets looked at when a server asks for one
   * @param endpoints those of the network
   */
  DovecotLogins(
      SocketAccess access,
      Optional<String> unknown,
      List<UnixSocket> sockets,
      List<Endpoint> endpoints) {
    this.access = access;
    this.unknown = unknown;
    this.sockets = sockets;
    this.listeners =
        endpoints.stream().filter(endpoint -> endpoint.protocol().is(Protocol.AUTH)).toList();
  }

  /** The same server with what answers it here. */
  LoginServer met(LoginServer server) {
    return new Met(server);
  }

  /** A server's question, answered when it is asked for. */
  private final class Met implements LoginServer {
    private final LoginServer server;

    Met(LoginServer server) {
      this.server = server;
    }

    @Override
    public Fact<Place> place() {
      return server
          .place()
          .flatMap(
              where ->
                  where == Place.NETWORK
                      ? server.asked().flatMap(asked -> placeOf(service(asked)))
                      : Fact.known(where));
    }

    @Override
    public Fact<String> asked() {
      return server.asked();
    }

    @Override
    public Fact<String> user() {
      return server.user();
    }

    /** Whether anybody comes to a login does not decide what is met there. */
    @Override
    public Fact<Answer> answer() {
      Fact<Place> place = place();
      return place.is(Place.THIS_HOST)
          ? here(asked(), user())
          : place.flatMap(
              where ->
                  switch (where) {
                    case NOWHERE -> Fact.known(Answer.NOT_ASKED);
                    case THIS_HOST -> here(asked(), user());
                    case NETWORK ->
                        Fact.unknown("it is another host's files that tell what answers there");
                  });
    }

    /** An address is the host's own where its Dovecot is bound to it. */
    private Fact<Place> placeOf(HostPort asked) {
      Optional<Address> address = Address.parse(asked.host());
      for (Endpoint listener : listeners) {
        Optional<String> bound = listener.address().toOptional();
        if (bound.flatMap(Address::parse).equals(address)) {
          return Fact.known(Place.THIS_HOST, listener.address().origins());
        }
        if (listener.port().mayBe(asked.port()) && bound.flatMap(Address::parse).isEmpty()) {
          return Fact.unknown(
              "the files do not tell whether " + asked.host() + " is an address of this host");
        }
      }
      return Fact.known(Place.NETWORK);
    }
  }

  private Fact<Answer> here(Fact<String> asked, Fact<String> user) {
    return unknown.isPresent()
        ? Fact.unknown(unknown.get())
        : asked.flatMap(
            path -> path.startsWith(INET) ? atPort(service(path).port()) : atSocket(path, user));
  }

  private static HostPort service(String asked) {
    return HostPort.of(asked.startsWith(INET) ? asked.substring(INET.length()) : asked);
  }

  private Fact<Answer> atPort(int port) {
    for (Endpoint listener : listeners) {
      if (listener.port().is(port)) {
        return Fact.known(
            OF_OTHERS.contains(type(listener)) ? Answer.OTHER : Answer.USABLE,
            listener.port().origins());
      }
    }
    for (Endpoint listener : listeners) {
      if (listener.port() instanceof Fact.Unknown<Integer> open) {
        return Fact.unknown(open.reason(), open.origins());
      }
    }
    return Fact.known(Answer.ABSENT);
  }

  /** What the listener's name ends in, as with sockets. */
  private static String type(Endpoint listener) {
    String name = Paths.name(listener.service().name().toOptional().orElse(""));
    return name.substring(name.lastIndexOf('-') + 1);
  }

  private Fact<Answer> atSocket(String path, Fact<String> user) {
    Fact<Answer> absent = Fact.known(Answer.ABSENT);
    for (UnixSocket socket : sockets) {
      if (socket.path() instanceof Fact.Unknown<String> open) {
        absent = Fact.unknown(open.reason(), open.origins());
      } else if (socket.path().map(DovecotLogins::canonical).is(canonical(path))) {
        return at(socket, user).because(socket.path().origins());
      }
    }
    return absent;
  }

  /** {@code /var/run} is a link to {@code /run}. */
  private static String canonical(String path) {
    String plain = Paths.normalise(path).orElse("");
    return plain.startsWith("var/run/") ? plain.substring("var/".length()) : plain;
  }

  private Fact<Answer> at(UnixSocket socket, Fact<String> user) {
    Fact<Boolean> logins =
        Fact.and(
            socket.purpose().map("auth"::equals),
            socket.type().map(type -> !OF_OTHERS.contains(type)));
    return logins.flatMap(
        right ->
            right
                ? user.flatMap(name -> access.mayConnect(socket, name))
                    .map(may -> may ? Answer.USABLE : Answer.CLOSED)
                : Fact.known(Answer.OTHER));
  }
}
