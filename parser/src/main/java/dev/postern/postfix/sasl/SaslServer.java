package dev.postern.postfix.sasl;

import dev.postern.fact.Fact;
import dev.postern.net.Address;
import dev.postern.net.HostPort;
import dev.postern.postfix.settings.Scope;
import dev.postern.postfix.syntax.MasterEntry;
import dev.postern.postfix.syntax.Text;
import dev.postern.posture.login.LoginServer;
import dev.postern.posture.service.Version;
import dev.postern.source.Paths;
import java.util.Optional;

/**
 * The Dovecot that one smtpd asks (xsasl/xsasl_dovecot_server.c). It connects as mail_owner, from
 * within its chroot where it has one.
 */
public record SaslServer(Fact<Place> place, Fact<String> asked, Fact<String> user)
    implements LoginServer {
  private static final String INET = "inet:";
  private static final String UNIX = "unix:";

  /**
   * The one of a service.
   *
   * @param offered whether anybody comes to a login
   */
  public static SaslServer of(Scope scope, MasterEntry server, Fact<Boolean> offered) {
    Fact<Boolean> asks = Fact.and(offered, scope.value("smtpd_sasl_type").map("dovecot"::equals));
    Fact<String> path = scope.value("smtpd_sasl_path");
    Fact<Place> named = path.flatMap(SaslServer::place);
    return new SaslServer(
        // Where passwords are asked for, what decides the place is the path alone.
        asks.is(true) ? named : asks.flatMap(any -> any ? named : Fact.known(Place.NOWHERE)),
        path.flatMap(
            text ->
                text.startsWith(INET)
                    ? Fact.known(text)
                    : socket(scope, server, text.startsWith(UNIX) ? text.substring(5) : text)),
        scope.value("mail_owner"));
  }

  @Override
  public Fact<Answer> answer() {
    return place.flatMap(
        where ->
            where == Place.NOWHERE
                ? Fact.known(Answer.NOT_ASKED)
                : Fact.unknown("no Dovecot among the files tells where it listens"));
  }

  /** Why a server perhaps gets no answer. */
  public static String silence(LoginServer server) {
    String asked = server.asked().toOptional().orElse("the place that smtpd_sasl_path names");
    if (server.answer() instanceof Fact.Unknown<Answer> unknown) {
      return "the files do not tell whether Dovecot checks passwords at %s: %s"
          .formatted(asked, unknown.reason());
    }
    return switch (server.answer().toOptional().orElse(Answer.NOT_ASKED)) {
      case CLOSED ->
          "Dovecot's socket %s, which checks the passwords, is closed to the user %s"
              .formatted(asked, server.user().toOptional().orElse("of mail_owner"));
      case OTHER -> "what Dovecot opens at %s does not check passwords".formatted(asked);
      default -> "Dovecot does not listen at %s, which is to check the passwords".formatted(asked);
    };
  }

  private static Fact<Place> place(String path) {
    if (!path.startsWith(INET)) {
      return Fact.known(Place.THIS_HOST);
    }
    String host = HostPort.of(path.substring(INET.length())).host();
    Optional<Address> address = Address.parse(host);
    if (address.isPresent()) {
      return Fact.known(address.get().isLoopback() ? Place.THIS_HOST : Place.NETWORK);
    }
    return host.isEmpty() || host.equals("localhost")
        ? Fact.known(Place.THIS_HOST)
        : Fact.unknown("the files do not tell whether " + Text.quoted(host) + " is this host");
  }

  /** The queue's directory is the one smtpd works in, and its root where it has a chroot. */
  private static Fact<String> socket(Scope scope, MasterEntry server, String path) {
    Fact<String> queue = scope.value("queue_directory");
    Fact<String> directory =
        path.startsWith("/")
            ? chroot(scope, server).flatMap(inside -> inside ? queue : Fact.known(""))
            : queue;
    return directory.map(from -> "/" + Paths.normalise(from + "/" + path).orElse(""));
  }

  /** Where nothing is written it depends on the defaults in force (master/master_ent.c). */
  private static Fact<Boolean> chroot(Scope scope, MasterEntry server) {
    String flag = server.chroot();
    return flag.equals("-")
        ? scope
            .value("compatibility_level", "0")
            .map(level -> Version.parse(level).filter(of -> of.atLeast("1")).isEmpty())
        : Fact.known(flag.equals("y"), server.origin());
  }
}
