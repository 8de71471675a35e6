package dev.postern.host;

import dev.postern.dovecot.DovecotPosture;
import dev.postern.dovecot.settings.DovecotSettings;
import dev.postern.dovecot.settings.Scope;
import dev.postern.fact.Fact;
import dev.postern.net.Address;
import dev.postern.net.HostPort;
import dev.postern.postfix.sasl.LoginServers;
import dev.postern.posture.Contribution;
import dev.postern.posture.Endpoint;
import dev.postern.posture.daemon.UnixSocket;
import dev.postern.posture.login.LoginServer;
import dev.postern.posture.login.LoginServer.Answer;
import dev.postern.posture.login.LoginServer.Place;
import dev.postern.posture.service.Protocol;
import dev.postern.posture.shape.LazyList;
import dev.postern.source.Paths;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Finds the listener of a host's Dovecot that is to check passwords for its SMTP servers, and
 * whether they may use it.
 */
final class DovecotLogins implements LoginServers {
  private static final String INET = "inet:";

  /** What is spoken on sockets of the service auth by others than those who log clients in. */
  private static final Set<String> OF_OTHERS = Set.of("master", "userdb");

  private static final Set<String> OF_TOKENS = Set.of("token", "tokenlogin", "token-login");

  /** What there may be where the files of a Dovecot do not tell. */
  private static final Set<Answer> PERHAPS =
      EnumSet.of(Answer.USABLE, Answer.ABSENT, Answer.CLOSED);

  private static final Pattern BLANKS = Pattern.compile("\\s+");

  private final DovecotSettings settings;
  private final SocketAccess access;
  private final Optional<String> unknown;
  private final List<UnixSocket> sockets;
  private final List<Endpoint> listeners;

  /**
   * The listeners of one Dovecot.
   *
   * @param posture what it opens; looked at when a server asks for it
   */
  DovecotLogins(DovecotSettings settings, Contribution posture, SocketAccess access) {
    this.settings = settings;
    this.access = access;
    this.unknown = DovecotPosture.unknown(settings);
    this.sockets =
        new LazyList<>(
            () ->
                posture.onHost().sockets().stream()
                    .filter(socket -> socket.kind().is(UnixSocket.Kind.SOCKET))
                    .toList());
    this.listeners =
        posture.endpoints().stream()
            .filter(endpoint -> endpoint.protocol().is(Protocol.AUTH))
            .toList();
  }

  @Override
  public Fact<List<String>> mechanisms() {
    return settings
        .value(Scope.GLOBAL, "auth_mechanisms")
        .map(value -> BLANKS.splitAsStream(value).filter(word -> !word.isEmpty()).toList());
  }

  @Override
  public LoginServer met(LoginServer server) {
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
    Fact<Answer> met =
        unknown.isPresent()
            ? Fact.unknown(unknown.get())
            : asked.flatMap(
                path ->
                    path.startsWith(INET) ? atPort(service(path).port()) : atSocket(path, user));
    return met instanceof Fact.Unknown<Answer> open && open.candidates().isEmpty()
        ? Fact.oneOf(PERHAPS, open.reason(), open.origins())
        : met;
  }

  private static HostPort service(String asked) {
    return HostPort.of(asked.startsWith(INET) ? asked.substring(INET.length()) : asked);
  }

  private Fact<Answer> atPort(int port) {
    for (Endpoint listener : listeners) {
      if (listener.port().is(port)) {
        return Fact.known(answer(type(listener)), listener.port().origins());
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
    Fact<Answer> spoken =
        socket
            .purpose()
            .flatMap(
                service ->
                    service.equals("auth")
                        ? socket.type().map(DovecotLogins::answer)
                        : Fact.known(Answer.OTHER));
    return spoken.flatMap(
        answer ->
            answer == Answer.OTHER
                ? Fact.known(Answer.OTHER)
                : user.flatMap(name -> access.mayConnect(socket, name))
                    .map(may -> may ? answer : Answer.CLOSED));
  }

  private static Answer answer(String type) {
    if (OF_OTHERS.contains(type)) {
      return Answer.OTHER;
    }
    return OF_TOKENS.contains(type) ? Answer.TOKENS : Answer.USABLE;
  }
}
