package dev.postern.dovecot;

import dev.postern.dovecot.settings.DovecotSettings;
import dev.postern.dovecot.settings.Scope;
import dev.postern.dovecot.settings.View;
import dev.postern.fact.Fact;
import dev.postern.fact.Origin;
import dev.postern.net.Networks;
import dev.postern.posture.Contribution;
import dev.postern.posture.Endpoint;
import dev.postern.posture.OnHost;
import dev.postern.posture.daemon.LogTarget;
import dev.postern.posture.daemon.SecretFile;
import dev.postern.posture.network.BehindProxy;
import dev.postern.posture.service.Platform;
import dev.postern.posture.service.Protocol;
import dev.postern.posture.service.Service;
import dev.postern.posture.service.Software;
import dev.postern.posture.service.SoftwareName;
import dev.postern.posture.service.State;
import dev.postern.posture.shape.LazyList;
import dev.postern.posture.tls.TlsMode;
import dev.postern.source.FileTree;
import dev.postern.source.Problem;
import dev.postern.source.ReadFile;
import dev.postern.source.Span;
import dev.postern.tls.HostTls;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Settings to posture: every network listener of a Dovecot, as each group of clients meets it. */
public final class DovecotPosture {
  private final DovecotSettings settings;
  private final FileTree tree;
  private final HostTls tls;
  private final List<Listener> listeners;
  private final AuthStart auth;

  /** Why the server does not start. */
  private final Optional<Problem> refused;

  private DovecotPosture(DovecotSettings settings, FileTree tree, HostTls tls) {
    this.settings = settings;
    this.tree = tree;
    this.tls = tls;
    this.auth = new AuthStart(settings, tree);
    boolean read = settings.unevaluated().isEmpty() && !settings.files().isEmpty();
    this.listeners = read ? Listener.of(settings, tree) : List.of();
    this.refused = settings.serverRefusal().or(() -> read ? startFailure() : Optional.empty());
  }

  /** What the master ends at once the settings are read. */
  private Optional<Problem> startFailure() {
    Span start = settings.files().get(0).source().lineSpan(1);
    return OwnerFailure.of(settings, tree, start).or(() -> ListenFailure.of(listeners, start));
  }

  /**
   * Reads a configuration and tells what the server does with it. A configuration that Dovecot
   * refuses still gives endpoints of what could be read, their state unknown.
   *
   * @param mainFile path in the tree, such as {@code etc/dovecot/dovecot.conf}
   */
  public static Contribution read(FileTree tree, String mainFile, Platform platform) {
    return of(DovecotReader.read(tree, mainFile, platform), tree, new HostTls(tree, platform));
  }

  /** The posture of settings that were read from a tree. */
  public static Contribution of(DovecotSettings settings, FileTree tree, HostTls tls) {
    return new DovecotPosture(settings, tree, tls).contribution();
  }

  /** Where Dovecot writes that a login has failed. */
  public static Fact<LogTarget> loginLog(DovecotSettings settings) {
    return LogFacts.target(settings);
  }

  /** Why it is not known what the server opens; empty when it is. */
  public static Optional<String> unknown(DovecotSettings settings) {
    return settings.files().isEmpty()
        ? Optional.of(settings.mainFile() + " cannot be read")
        : settings.unevaluated().or(() -> settings.serverRefusal().map(DovecotPosture::refusal));
  }

  private Contribution contribution() {
    List<ReadFile> files = new ArrayList<>(settings.files());
    List<Endpoint> endpoints = endpoints();
    OnHost onHost = onHost(files);
    if (settings.older().isPresent()) {
      DovecotPosture older = new DovecotPosture(settings.older().get(), tree, tls);
      endpoints = EitherVersion.of(older.endpoints(), endpoints);
      onHost = EitherHost.of(older.onHost(new ArrayList<>(files)), onHost);
    }
    if (settings.serverRefusal().isEmpty()) {
      refused.ifPresent(problem -> files.replaceAll(file -> file.with(problem)));
    }
    List<String> placed = settings.files().stream().map(file -> file.source().path()).toList();
    List<Problem> elsewhere =
        settings.problems().stream().filter(p -> !placed.contains(p.file())).toList();
    return new Contribution(
        List.of(
            new Software(
                Fact.known(SoftwareName.DOVECOT), settings.version(), settings.defaultsVersion())),
        endpoints,
        List.of(),
        onHost,
        files,
        elsewhere);
  }

  /**
   * What is out of the network's sight.
   *
   * @param files gets what is read for it and is not there yet
   */
  private OnHost onHost(List<ReadFile> files) {
    if (settings.unevaluated().isPresent() || settings.files().isEmpty()) {
      return OnHost.NONE;
    }
    AccountFacts accounts = new AccountFacts(settings, tree);
    accounts.files().stream().filter(file -> !isRead(file)).forEach(files::add);
    List<SecretFile> secrets = new ArrayList<>(SecretFacts.of(settings, tree, tls));
    secrets.addAll(accounts.secrets());
    return new OnHost(
        accounts.databases(),
        new LazyList<>(() -> SocketFacts.of(settings, tree)),
        secrets,
        OutgoingFacts.of(settings, accounts),
        accounts.passwordServers(),
        List.of(),
        List.of(LogFacts.of(settings)),
        new LazyList<>(() -> List.of(StorageFacts.of(settings))),
        new LazyList<>(() -> List.of(PrivilegeFacts.of(settings, tree))));
  }

  private List<Endpoint> endpoints() {
    if (settings.unevaluated().isPresent()) {
      return new UnevaluatedEndpoints(settings).endpoints();
    }
    List<Endpoint> endpoints = new ArrayList<>();
    listeners.forEach(listener -> addEndpoints(listener, endpoints));
    return endpoints;
  }

  private boolean isRead(ReadFile file) {
    return settings.files().stream()
        .anyMatch(read -> read.source().path().equals(file.source().path()));
  }

  private void addEndpoints(Listener listener, List<Endpoint> endpoints) {
    Optional<String> addresses = listener.address().toOptional();
    List<Bind> binds =
        addresses.map(Bind::of).orElse(List.of(new Bind("?", List.of(), Optional.empty())));
    for (Bind bind : binds) {
      for (ClientGroup group : ClientGroup.of(settings, listener.scope(), bind)) {
        endpoints.add(endpoint(listener, bind, group));
      }
    }
  }

  private Endpoint endpoint(Listener listener, Bind bind, ClientGroup group) {
    ScopedFacts facts = new ScopedFacts(settings, group.scope());
    TlsFacts ofTls = new TlsFacts(facts, listener, tls);
    LoginFacts login = new LoginFacts(facts, listener, ofTls, auth);
    List<Origin> bound = listener.address().origins();
    Fact<String> address =
        listener.address().isKnown()
            ? Fact.known(group.address(), bound)
            : listener.address().map(a -> a);
    Fact<List<Integer>> families =
        group.families().isEmpty()
            ? Fact.unknown("the files do not tell the address of " + bind.text(), bound)
            : Fact.known(
                group.families().stream().map(dev.postern.net.Family::number).toList(), bound);
    return new Endpoint(
        Service.of(SoftwareName.DOVECOT, listener.service() + "/" + listener.name()),
        protocol(listener, ofTls),
        Fact.known(listener.kind().role()),
        address,
        listener.port(),
        families,
        Fact.<Networks>known(group.clients()),
        state(listener, group, login),
        behindProxy(listener),
        DialogueFacts.of(facts, listener.kind()),
        ofTls.tls(),
        login.authentication(),
        login.limits(),
        ExposureFacts.of(bind, group, exists(listener), bound));
  }

  /** RFC 8314 has a name of its own for submission with TLS from the first byte. */
  private static Fact<Protocol> protocol(Listener listener, TlsFacts tls) {
    return listener.kind().protocol() == Protocol.SUBMISSION
        ? tls.mode()
            .map(mode -> mode == TlsMode.IMPLICIT ? Protocol.SUBMISSIONS : Protocol.SUBMISSION)
        : Fact.known(listener.kind().protocol());
  }

  private Fact<Boolean> exists(Listener listener) {
    return refused
        .map(problem -> Fact.<Boolean>unknown(refusal(problem)))
        .orElse(listener.enabled());
  }

  private Fact<State> state(Listener listener, ClientGroup group, LoginFacts login) {
    if (refused.isPresent()) {
      return Fact.unknown(refusal(refused.get()));
    }
    View view = settings.seenBy(group.scope());
    if (view.failure().isPresent()) {
      // The login process gets no settings: connections are accepted and never answered.
      return listener
          .enabled()
          .map(yes -> yes ? State.DEAD : State.CLOSED)
          .because(List.of(new Origin.Setting(view.place(), view.failure().get())));
    }
    Fact<State> open =
        listener.haproxy().flatMap(proxy -> proxy ? proxied(listener, login) : login.state());
    return listener.enabled().flatMap(yes -> yes ? open : Fact.known(State.CLOSED));
  }

  /** Who is not among the trusted proxies is not answered; by default nobody is. */
  private Fact<State> proxied(Listener listener, LoginFacts login) {
    return trustedProxies(listener)
        .flatMap(networks -> networks.isEmpty() ? Fact.known(State.DEAD) : login.state());
  }

  private BehindProxy behindProxy(Listener listener) {
    return new BehindProxy(
        listener.haproxy(),
        listener
            .haproxy()
            .flatMap(yes -> yes ? trustedProxies(listener) : Fact.known(Networks.NONE)));
  }

  /** As its process has them when it starts: for its protocol, before anybody connects. */
  private Fact<Networks> trustedProxies(Listener listener) {
    Scope scope = listener.scope().protocol().map(Scope::of).orElse(Scope.GLOBAL);
    return new ScopedFacts(settings, scope).networks("haproxy_trusted_networks");
  }

  private static String refusal(Problem problem) {
    String line = problem.place() == null ? "" : ":" + problem.place().line();
    return "Dovecot refuses this configuration: %s%s: %s"
        .formatted(problem.file(), line, problem.message());
  }
}
