package dev.postern.postfix.smtpd;

import dev.postern.fact.Fact;
import dev.postern.fact.Origin;
import dev.postern.net.Breadth;
import dev.postern.net.Networks;
import dev.postern.postfix.relay.Greetings;
import dev.postern.postfix.relay.RecipientCheck;
import dev.postern.postfix.relay.RelayCheck;
import dev.postern.postfix.relay.Stage;
import dev.postern.postfix.sasl.LoginServers;
import dev.postern.postfix.sasl.SaslServer;
import dev.postern.postfix.settings.DiscardedKeywords;
import dev.postern.postfix.settings.NetworkList;
import dev.postern.postfix.settings.Scope;
import dev.postern.postfix.start.Failing;
import dev.postern.postfix.start.Listening;
import dev.postern.postfix.syntax.MasterEntry;
import dev.postern.postfix.syntax.Text;
import dev.postern.posture.Endpoint;
import dev.postern.posture.login.Authentication;
import dev.postern.posture.login.LoginServer;
import dev.postern.posture.mail.SmtpRelay;
import dev.postern.posture.network.BehindProxy;
import dev.postern.posture.network.RateLimit;
import dev.postern.posture.service.Dialogue;
import dev.postern.posture.service.Protocol;
import dev.postern.posture.service.Role;
import dev.postern.posture.service.Service;
import dev.postern.posture.service.SoftwareName;
import dev.postern.posture.service.State;
import dev.postern.posture.service.Version;
import dev.postern.posture.tls.Tls;
import dev.postern.tls.HostTls;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The endpoints of one smtpd, with what it relays. */
public final class SmtpdEndpoints {
  /** What a server of SMTP can speak. */
  private static final Set<Protocol> SPOKEN =
      new LinkedHashSet<>(List.of(Protocol.SMTP, Protocol.SUBMISSION, Protocol.SUBMISSIONS));

  private static final int SMTP = 25;
  private static final int SUBMISSION = 587;
  private static final int SUBMISSIONS = 465;

  private final MasterEntry listener;
  private final MasterEntry server;
  private final Optional<Postscreen> screen;
  private final Scope scope;
  private final Scope destinations;
  private final MailIntake intake;
  private final LoginServers logins;
  private final SmtpdTls tls;
  private final SmtpdAuthentication login;
  private final Fact<State> state;

  /** The same for a client that asks for TLS though nobody offers it. */
  private final Fact<State> takesMail;

  private final RelayCheck relay;
  private final Fact<Networks> clients;
  private final List<Failing> failings;
  private final List<Failing> refusals;

  /**
   * One smtpd.
   *
   * @param listener the entry that listens: smtpd itself, or the postscreen in front of it
   * @param server the entry whose options smtpd has
   * @param screen the postscreen, if one listens
   * @param others why those that it asks before it greets, or whom it has open its tables, keep it
   *     from serving
   * @param intake what becomes of its mail
   * @param logins who checks passwords on this host
   */
  public SmtpdEndpoints(
      MasterEntry listener,
      MasterEntry server,
      Optional<Postscreen> screen,
      Scope scope,
      List<Failing> others,
      MailIntake intake,
      HostTls host,
      LoginServers logins) {
    this.listener = listener;
    this.server = server;
    this.scope = scope;
    this.destinations = intake.rewrite().scope();
    this.intake = intake;
    SmtpdTls prepared = SmtpdTls.of(scope, host);
    DiscardedKeywords discarded = new DiscardedKeywords(scope, "smtpd_discard_ehlo_keyword");
    SmtpdCommands commands = new SmtpdCommands(scope);
    Fact<Boolean> greets = Fact.not(commands.replaces("EHLO client.example"));
    SmtpdTls offered =
        prepared.greeted(
            Fact.and(
                greets,
                Fact.not(Fact.or(discarded.has("starttls"), commands.replaces("STARTTLS")))));
    this.logins = logins;
    LoginServer asked = asked(Fact.known(true));
    SmtpdAuthentication possible =
        new SmtpdAuthentication(scope, offered, logins.mechanisms(), asked);
    Fact<Boolean> tlsFirst = offered.wrapper();
    Fact<Boolean> encrypts =
        Fact.and(Fact.and(offered.use(), offered.engine()), Fact.not(possible.diesUnderTls()));
    this.refusals = intake.refusals();
    Fact<Boolean> takesNone = Fact.or(Failing.any(refusals), commands.replaceMessages());
    this.relay =
        new RelayCheck(
            scope,
            destinations,
            intake.cleanup().scope(),
            encrypts,
            takesNone,
            possible.certificate().keepsStrangersOut());
    Greetings greetings = new Greetings(relay);
    this.screen = screen;
    Fact<Networks> passed = screen.map(Postscreen::clients).orElse(Fact.known(Networks.ANY));
    this.clients = passed.is(Networks.ANY) ? greetings.clients(encrypts) : passed;
    Fact<Boolean> welcome =
        Fact.and(greetings.taken(Stage.CLIENT, tlsFirst), passed.map(SmtpdEndpoints::holdsOthers));
    this.tls = offered.greeted(greetings.taken(Stage.HELO, tlsFirst));
    // Without a greeting that is taken, smtpd takes a login unless it demands one.
    Stage needed = scope.yes("smtpd_helo_required").is(true) ? Stage.HELO : Stage.CLIENT;
    Fact<Boolean> logsIn =
        Fact.not(Fact.or(discarded.has("auth"), commands.replaces("AUTH PLAIN")));
    this.login =
        possible.greeted(
            tls,
            Fact.and(logsIn, greetings.taken(needed, Fact.known(false))),
            Fact.and(logsIn, greetings.taken(needed, Fact.known(true))));
    List<Failing> failing = new ArrayList<>(SmtpdHealth.of(server, scope, prepared, possible));
    failing.addAll(others);
    screen.ifPresent(postscreen -> failing.addAll(postscreen.failings()));
    this.failings = List.copyOf(failing);
    this.state = refusing(SmtpdHealth.state(failings, tls, possible), welcome);
    this.takesMail = refusing(SmtpdHealth.state(failings, offered, possible), welcome);
  }

  /** Whom it asks for passwords where anybody comes to a login. */
  private LoginServer asked(Fact<Boolean> offered) {
    return logins.met(SaslServer.of(scope, server, offered));
  }

  /** Whether any client but the host itself is among them. */
  private static boolean holdsOthers(Networks clients) {
    return clients.breadth().compareTo(Breadth.LOOPBACK) > 0;
  }

  private static Fact<State> refusing(Fact<State> health, Fact<Boolean> welcome) {
    return health.with(
        welcome, (state, taken) -> state == State.DEAD || taken ? state : State.REFUSES);
  }

  /** Why it does not answer, or not as it was asked to. */
  public List<Failing> failings() {
    return failings;
  }

  /** Why it takes no mail. */
  public List<Failing> refusals() {
    return refusals;
  }

  public MasterEntry server() {
    return server;
  }

  /**
   * The endpoints, one an address.
   *
   * @param addresses where it listens
   * @param port unknown when the service's name is in no list
   * @param refused why Postfix does not start at all
   */
  public List<Endpoint> endpoints(
      List<Listening> addresses,
      Fact<Integer> port,
      Fact<List<RateLimit>> limits,
      Optional<Fact<State>> refused) {
    Tls ofTls = tls.posture();
    Authentication authentication = login.posture();
    Fact<Boolean> loginOnly =
        either(Fact.and(authentication.offered(), Fact.not(relay.takesOwnMail())));
    Dialogue dialogue = new SmtpdDialogue(scope).with(authentication.offered());
    List<Endpoint> result = new ArrayList<>();
    for (Listening bound : addresses) {
      Listening answered = bound.over(spoken());
      boolean isDead = answered.families().is(List.of());
      Listening listening = isDead ? bound : answered;
      Fact<Role> role = role(port, loginOnly, listening);
      result.add(
          new Endpoint(
              Service.of(SoftwareName.POSTFIX, listener.name()),
              protocol(port, role),
              role,
              listening.address(),
              port,
              listening.families(),
              clients,
              refused.orElse(
                  isDead ? Fact.known(State.DEAD, answered.families().origins()) : state),
              behindProxy(),
              dialogue,
              ofTls,
              authentication,
              limits,
              listening.exposure()));
    }
    return result;
  }

  /**
   * The families of which it takes clients: by one of another, which master lets come in all the
   * same, it dies (smtpd_peer_sockaddr_to_hostaddr()).
   */
  private Fact<List<Integer>> spoken() {
    return server.options().stream().anyMatch(option -> option.name().equals("inet_protocols"))
        ? scope.value("inet_protocols").map(Listening::families)
        : Fact.known(Listening.BOTH);
  }

  /** The header is taken from whoever connects; there is no list of those that may send it. */
  private BehindProxy behindProxy() {
    Fact<Boolean> expected =
        screen
            .map(postscreen -> postscreen.scope().value("postscreen_upstream_proxy_protocol"))
            .orElseGet(() -> scope.value("smtpd_upstream_proxy_protocol"))
            .map(text -> !text.isEmpty());
    Fact<Networks> listed = NetworkList.of(scope, "smtpd_authorized_xclient_hosts");
    return new BehindProxy(
        expected, expected.flatMap(yes -> yes ? Fact.known(Networks.ANY) : listed));
  }

  /** Both answers in turn, so that what they agree on is known. */
  private static Fact<Boolean> either(Fact<Boolean> fact) {
    return fact instanceof Fact.Unknown<Boolean> unknown
        ? Fact.oneOf(new LinkedHashSet<>(List.of(false, true)), unknown.reason(), unknown.origins())
        : fact;
  }

  private static Fact<Role> role(Fact<Integer> port, Fact<Boolean> loginOnly, Listening listening) {
    return port.flatMap(
        number -> {
          if (number == SUBMISSION || number == SUBMISSIONS) {
            return Fact.known(Role.SUBMISSION);
          }
          Fact<Role> open =
              number == SMTP
                  ? Fact.known(Role.EXCHANGE)
                  : listening.loopback().map(own -> own ? Role.DELIVERY : Role.EXCHANGE);
          return loginOnly.flatMap(only -> only ? Fact.known(Role.SUBMISSION) : open);
        });
  }

  private Fact<Protocol> protocol(Fact<Integer> port, Fact<Role> role) {
    Fact<Protocol> spoken =
        role.flatMap(
            purpose ->
                purpose == Role.SUBMISSION
                    ? tls.wrapper().map(first -> first ? Protocol.SUBMISSIONS : Protocol.SUBMISSION)
                    : port.map(number -> Protocol.SMTP));
    return spoken instanceof Fact.Unknown<Protocol> unknown && unknown.candidates().isEmpty()
        ? Fact.oneOf(SPOKEN, unknown.reason(), unknown.origins())
        : spoken;
  }

  /** What lets somebody in are the lists that are written, or that none is. */
  private Fact<Boolean> byLists(Fact<Boolean> letsIn) {
    List<Origin> written = relay.writtenLists();
    return letsIn.is(true)
        ? letsIn.from(written.isEmpty() ? List.of(listener.origin()) : written)
        : letsIn;
  }

  private static Fact<Version> level(String text) {
    return Version.parse(text)
        .map(Fact::known)
        .orElseGet(() -> Fact.unknown("no compatibility level: " + Text.quoted(text)));
  }

  /** Whether logins are switched on, and what keeps everybody from one. */
  private Fact<Boolean> unreachable(Fact<Boolean> offered) {
    Fact<Boolean> enabled = scope.yes("smtpd_sasl_auth_enable");
    return enabled.is(true) ? Fact.not(offered) : Fact.and(enabled, Fact.not(offered));
  }

  /** What it does with mail for foreign domains; one that nobody can use does nothing. */
  public SmtpRelay relay(Endpoint endpoint) {
    List<Origin> line = List.of(listener.origin());
    Authentication authentication = login.posture();
    RecipientCheck recipients =
        new RecipientCheck(scope, destinations, relay, authentication.offered(), listener.origin());
    RelayCheck.Answer answer =
        takesMail.isKnown() && !takesMail.is(State.WORKS)
            ? new RelayCheck.Answer(Fact.known(false, takesMail.origins()), Optional.empty())
            : relay.open().orBy(recipients.routedOn());
    return new SmtpRelay(
        endpoint.service(),
        endpoint.id(),
        endpoint.port(),
        endpoint.role(),
        endpoint.state(),
        scope.value("compatibility_level", "0").flatMap(SmtpdEndpoints::level).because(line),
        answer.open().because(line),
        answer.witness(),
        relay.trusted(),
        relay.trustedBy(),
        byLists(Fact.and(takesMail.map(State.WORKS::equals), either(relay.takesOwnMail()))),
        byLists(Fact.and(authentication.offered(), relay.loginMayForge())),
        relay.restrictions(),
        SmtpdTalk.of(
            scope,
            login.anonymous(),
            authentication.cleartext(),
            unreachable(authentication.offered()),
            Fact.known(screen.isPresent(), listener.origin()),
            Fact.known(server.isVerbose(), server.origin()),
            relay.waitsForData()),
        asked(authentication.offered()),
        recipients,
        intake,
        endpoint.exposure());
  }
}
