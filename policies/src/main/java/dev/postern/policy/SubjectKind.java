package dev.postern.policy;

import dev.postern.fact.Fact;
import dev.postern.policy.condition.Condition;
import dev.postern.policy.condition.Path;
import dev.postern.policy.condition.Test;
import dev.postern.posture.Endpoint;
import dev.postern.posture.Host;
import dev.postern.posture.Trouble;
import dev.postern.posture.daemon.Logging;
import dev.postern.posture.daemon.MailStorage;
import dev.postern.posture.daemon.OutgoingTls;
import dev.postern.posture.daemon.PasswordServer;
import dev.postern.posture.daemon.Privileges;
import dev.postern.posture.daemon.SecretFile;
import dev.postern.posture.daemon.UnixSocket;
import dev.postern.posture.login.AccountDatabase;
import dev.postern.posture.login.LoginServer;
import dev.postern.posture.mail.Delivery;
import dev.postern.posture.mail.Outbound;
import dev.postern.posture.mail.SmtpRelay;
import dev.postern.posture.network.FilteredPort;
import dev.postern.posture.network.Jail;
import dev.postern.posture.network.PacketFiltering;
import dev.postern.posture.service.Software;
import dev.postern.posture.service.SoftwareName;
import dev.postern.posture.service.State;
import dev.postern.posture.shape.Shape;
import dev.postern.posture.shape.Word;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What a rule may judge one by one: the values of {@code each}.
 *
 * @param <T> the posture's record
 * @param name as policies and {@code subject.kind} spell it
 * @param list the subjects of a host; unknown when the files do not tell which there are
 * @param id of one subject, stable from run to run
 * @param attributes paths of the shape that reports show with a subject, in order
 * @param exists holds for subjects that are there; others are not applicable to any rule
 */
public record SubjectKind<T>(
    String name,
    Shape<T> shape,
    Function<Host, Fact<List<T>>> list,
    Function<T, String> id,
    List<Path> attributes,
    Condition exists) {
  public static final SubjectKind<Endpoint> ENDPOINT =
      new SubjectKind<>(
          "endpoint",
          Endpoint.SHAPE,
          host -> Fact.known(host.endpoints()),
          Endpoint::id,
          paths(Endpoint.SHAPE, "protocol", "port", "address", "clients"),
          answers(Endpoint.SHAPE));

  /** A listener once for each certificate that it shows. */
  public static final SubjectKind<Endpoint> CERTIFICATE =
      new SubjectKind<>(
          "certificate",
          Endpoint.SHAPE,
          host -> Fact.known(byCertificate(host.endpoints())),
          Endpoint::id,
          ENDPOINT.attributes(),
          ENDPOINT.exists());

  public static final SubjectKind<Host> HOST =
      new SubjectKind<>(
          "host",
          Host.SHAPE,
          host -> Fact.known(List.of(host)),
          Host::name,
          List.of(),
          Condition.ALWAYS);

  public static final SubjectKind<Software> SOFTWARE =
      new SubjectKind<>(
          "software",
          Software.SHAPE,
          host -> Fact.known(host.software()),
          software -> software.name().toOptional().map(Word::of).orElse("?"),
          paths(Software.SHAPE, "name", "version"),
          Condition.ALWAYS);

  public static final SubjectKind<SmtpRelay> SMTP_RELAY =
      new SubjectKind<>(
          "smtp-relay",
          SmtpRelay.SHAPE,
          host -> Fact.known(host.smtpRelays()),
          SmtpRelay::endpoint,
          paths(SmtpRelay.SHAPE, "port"),
          answers(SmtpRelay.SHAPE));

  /** One that asks for passwords, whether for want of an answer it is dead or not. */
  public static final SubjectKind<SmtpRelay> LOGIN_SERVER =
      new SubjectKind<>(
          "login-server",
          SmtpRelay.SHAPE,
          host -> Fact.known(host.smtpRelays()),
          SmtpRelay::endpoint,
          paths(SmtpRelay.SHAPE, "port"),
          new Condition.All(
              List.of(
                  isNot(SmtpRelay.SHAPE, State.CLOSED),
                  new Condition.Leaf(
                      Path.of(SmtpRelay.SHAPE, "login-server.place"),
                      new Test.Not(Test.equalTo(LoginServer.Place.NOWHERE))))));

  public static final SubjectKind<PacketFiltering> PACKET_FILTER =
      new SubjectKind<>(
          "packet-filter",
          PacketFiltering.SHAPE,
          host -> Fact.known(List.of(host.packetFilter())),
          filter -> "packet filter",
          List.of(),
          Condition.ALWAYS);

  public static final SubjectKind<FilteredPort> FILTERED_PORT =
      new SubjectKind<>(
          "filtered-port",
          FilteredPort.SHAPE,
          host -> host.packetFilter().ports(),
          port -> port.port().toOptional().map(String::valueOf).orElse("?") + "/tcp",
          paths(FilteredPort.SHAPE, "port", "listener"),
          Condition.ALWAYS);

  public static final SubjectKind<Logging> LOGGING =
      new SubjectKind<>(
          "logging",
          Logging.SHAPE,
          host -> Fact.known(host.onHost().logging()),
          logging -> "log of " + word(logging.software()),
          paths(Logging.SHAPE, "destination"),
          Condition.ALWAYS);

  public static final SubjectKind<AccountDatabase> ACCOUNT_DATABASE =
      new SubjectKind<>(
          "account-database",
          AccountDatabase.SHAPE,
          host -> Fact.known(host.onHost().accounts()),
          database -> database.driver().toOptional().orElse("?"),
          paths(AccountDatabase.SHAPE, "driver", "file"),
          Condition.ALWAYS);

  public static final SubjectKind<UnixSocket> SOCKET =
      new SubjectKind<>(
          "socket",
          UnixSocket.SHAPE,
          host -> Fact.known(host.onHost().sockets()),
          socket -> socket.path().toOptional().orElse("?"),
          paths(UnixSocket.SHAPE, "path", "mode"),
          Condition.ALWAYS);

  public static final SubjectKind<SecretFile> SECRET =
      new SubjectKind<>(
          "secret",
          SecretFile.SHAPE,
          host -> Fact.known(host.onHost().secrets()),
          secret -> secret.file().toOptional().orElse("?"),
          paths(SecretFile.SHAPE, "file", "kind"),
          Condition.ALWAYS);

  public static final SubjectKind<MailStorage> MAIL_STORAGE =
      new SubjectKind<>(
          "mail-storage",
          MailStorage.SHAPE,
          host -> Fact.known(host.onHost().storage()),
          storage -> "mail of " + word(storage.software()),
          paths(MailStorage.SHAPE, "software"),
          Condition.ALWAYS);

  public static final SubjectKind<Privileges> PRIVILEGES =
      new SubjectKind<>(
          "privileges",
          Privileges.SHAPE,
          host -> Fact.known(host.onHost().privileges()),
          privileges -> "processes of " + word(privileges.software()),
          paths(Privileges.SHAPE, "software"),
          Condition.ALWAYS);

  public static final SubjectKind<OutgoingTls> OUTGOING_TLS =
      new SubjectKind<>(
          "outgoing-tls",
          OutgoingTls.SHAPE,
          host -> Fact.known(host.onHost().outgoing()),
          outgoing -> word(outgoing.software()) + " " + outgoing.purpose().toOptional().orElse("?"),
          paths(OutgoingTls.SHAPE, "software", "purpose"),
          Condition.ALWAYS);

  public static final SubjectKind<PasswordServer> PASSWORD_SERVER =
      new SubjectKind<>(
          "password-server",
          PasswordServer.SHAPE,
          host -> Fact.known(host.onHost().passwordServers()),
          server ->
              "%s %s %s"
                  .formatted(
                      word(server.software()),
                      server.purpose().toOptional().orElse("?"),
                      server.server().toOptional().orElse("?")),
          paths(PasswordServer.SHAPE, "software", "purpose", "server"),
          Condition.ALWAYS);

  public static final SubjectKind<Outbound> OUTBOUND =
      new SubjectKind<>(
          "outbound",
          Outbound.SHAPE,
          host -> Fact.known(host.onHost().outbound()),
          client ->
              word(client.service().software())
                  + " client "
                  + client.service().name().toOptional().orElse("?"),
          paths(Outbound.SHAPE, "protocol", "level"),
          Condition.ALWAYS);

  public static final SubjectKind<Delivery> DELIVERY =
      new SubjectKind<>(
          "delivery",
          Delivery.SHAPE,
          host -> Fact.known(deliveries(host.onHost().outbound())),
          delivery ->
              "%s client %s to %s"
                  .formatted(
                      word(delivery.service().software()),
                      delivery.service().name().toOptional().orElse("?"),
                      delivery.to()),
          paths(Delivery.SHAPE, "protocol", "level"),
          Condition.ALWAYS);

  public static final SubjectKind<Jail> JAIL =
      new SubjectKind<>(
          "jail",
          Jail.SHAPE,
          Host::jails,
          Jail::name,
          paths(Jail.SHAPE, "enabled", "action"),
          Condition.ALWAYS);

  public static final SubjectKind<Trouble> PROBLEM =
      new SubjectKind<>(
          "problem",
          Trouble.SHAPE,
          host -> Fact.known(host.problems()),
          trouble -> trouble.problem().file() + ": " + trouble.problem().message(),
          paths(Trouble.SHAPE, "kind", "file"),
          Condition.ALWAYS);

  /** Every kind, in the order in which documents list them. */
  public static final List<SubjectKind<?>> ALL =
      List.of(
          ENDPOINT,
          CERTIFICATE,
          HOST,
          SOFTWARE,
          SMTP_RELAY,
          LOGIN_SERVER,
          PACKET_FILTER,
          FILTERED_PORT,
          LOGGING,
          ACCOUNT_DATABASE,
          SOCKET,
          SECRET,
          MAIL_STORAGE,
          PRIVILEGES,
          OUTGOING_TLS,
          PASSWORD_SERVER,
          OUTBOUND,
          DELIVERY,
          JAIL,
          PROBLEM);

  private static List<Endpoint> byCertificate(List<Endpoint> endpoints) {
    List<Endpoint> all = new ArrayList<>();
    endpoints.forEach(endpoint -> all.addAll(endpoint.byCertificate()));
    return all;
  }

  private static List<Delivery> deliveries(List<Outbound> clients) {
    List<Delivery> all = new ArrayList<>();
    clients.forEach(client -> all.addAll(client.deliveries()));
    return all;
  }

  /** What is said of a listener that never answers is a problem of its files. */
  private static Condition answers(Shape<?> shape) {
    return new Condition.All(List.of(isNot(shape, State.CLOSED), isNot(shape, State.DEAD)));
  }

  private static Condition isNot(Shape<?> shape, State state) {
    return new Condition.Leaf(Path.of(shape, "state"), new Test.Not(Test.equalTo(state)));
  }

  private static List<Path> paths(Shape<?> shape, String... keys) {
    List<Path> paths = new ArrayList<>();
    for (String key : keys) {
      paths.add(Path.of(shape, key));
    }
    return paths;
  }

  private static String word(Fact<SoftwareName> software) {
    return software.toOptional().map(Word::of).orElse("?");
  }

  public SubjectKind {
    attributes = List.copyOf(attributes);
  }

  /** The kind of a name. */
  public static Optional<SubjectKind<?>> named(String name) {
    for (SubjectKind<?> kind : ALL) {
      if (kind.name().equals(name)) {
        return Optional.of(kind);
      }
    }
    return Optional.empty();
  }

  /** How reports name one subject. */
  public Subject subject(T one, Host host) {
    Map<String, Object> shown = new LinkedHashMap<>();
    for (Path path : attributes) {
      shown.put(path.text(), path.value(one, host));
    }
    return new Subject(name, id.apply(one), shown);
  }
}
