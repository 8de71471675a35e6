package dev.postern.postfix;

import dev.postern.fact.Fact;
import dev.postern.fact.Origin;
import dev.postern.postfix.client.SmtpClients;
import dev.postern.postfix.sasl.CyrusAccounts;
import dev.postern.postfix.sasl.LoginServers;
import dev.postern.postfix.settings.PostfixCoverage;
import dev.postern.postfix.settings.PostfixSettings;
import dev.postern.postfix.settings.Scope;
import dev.postern.postfix.settings.Services;
import dev.postern.postfix.smtpd.AnvilLimits;
import dev.postern.postfix.smtpd.MailIntake;
import dev.postern.postfix.smtpd.Postscreen;
import dev.postern.postfix.smtpd.SmtpdEndpoints;
import dev.postern.postfix.start.AskedService;
import dev.postern.postfix.start.DeliveryAgents;
import dev.postern.postfix.start.Failing;
import dev.postern.postfix.start.Listening;
import dev.postern.postfix.start.ProxiedTables;
import dev.postern.postfix.start.Starting;
import dev.postern.postfix.syntax.MainCf;
import dev.postern.postfix.syntax.MasterCf;
import dev.postern.postfix.syntax.MasterEntry;
import dev.postern.postfix.syntax.Text;
import dev.postern.posture.Contribution;
import dev.postern.posture.Endpoint;
import dev.postern.posture.OnHost;
import dev.postern.posture.daemon.LogTarget;
import dev.postern.posture.daemon.SecretFile;
import dev.postern.posture.login.AccountDatabase;
import dev.postern.posture.mail.Outbound;
import dev.postern.posture.mail.SmtpRelay;
import dev.postern.posture.network.RateLimit;
import dev.postern.posture.service.Platform;
import dev.postern.posture.service.Software;
import dev.postern.posture.service.SoftwareName;
import dev.postern.posture.service.State;
import dev.postern.posture.service.Version;
import dev.postern.source.Coverage;
import dev.postern.source.FileTree;
import dev.postern.source.Order;
import dev.postern.source.Problem;
import dev.postern.source.ReadFile;
import dev.postern.source.SourceFile;
import dev.postern.tls.HostTls;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a Postfix instance does on the network, as if there were no packet filter. */
public final class PostfixPosture {
  private final PostfixSettings settings;
  private final Platform platform;
  private final HostTls tls;
  private final LoginServers logins;
  private final Optional<String> obstacle;
  private final Services services;
  private final List<Problem> problems = new ArrayList<>();
  private final List<Endpoint> endpoints = new ArrayList<>();
  private final List<SmtpRelay> relays = new ArrayList<>();

  private PostfixPosture(
      PostfixSettings settings,
      Platform platform,
      HostTls tls,
      LoginServers logins,
      Optional<String> obstacle) {
    this.settings = settings;
    this.platform = platform;
    this.tls = tls;
    this.logins = logins;
    this.obstacle = obstacle;
    this.services = Services.of(settings);
    problems.addAll(settings.problems());
  }

  /**
   * Reads an instance.
   *
   * @param path the directory of main.cf and master.cf, or one of them, relative to the tree's root
   * @param mechanisms those of the Dovecot that it asks; unknown when the files hold none
   */
  public static Contribution read(
      FileTree tree, String path, Platform platform, Fact<List<String>> mechanisms) {
    return of(
        PostfixSettings.read(tree, path, platform),
        platform,
        new HostTls(tree, platform),
        LoginServers.announcing(mechanisms),
        Optional.empty());
  }

  /**
   * The posture of settings that were read before.
   *
   * @param obstacle why it is not known whether the instance is started; empty where it is
   */
  public static Contribution of(
      PostfixSettings settings,
      Platform platform,
      HostTls tls,
      LoginServers logins,
      Optional<String> obstacle) {
    return new PostfixPosture(settings, platform, tls, logins, obstacle).contribution();
  }

  /** Where Postfix writes that a login has failed. */
  public static Fact<LogTarget> loginLog(PostfixSettings settings) {
    Fact<String> file = settings.everyProgram().value("maillog_file");
    return file.flatMap(
        path ->
            path.isEmpty()
                ? settings.everyProgram().value("syslog_facility").map(LogTarget::syslog)
                : Fact.known(LogTarget.file(path)));
  }

  private Contribution contribution() {
    problems.addAll(Placeholders.of(settings));
    Optional<Fact<State>> refused = refusal();
    for (MasterEntry entry : services.running()) {
      if (entry.type().equals("inet")) {
        Optional<Fact<State>> state = refused.or(() -> uncertain(entry));
        switch (entry.program()) {
          case "smtpd" -> smtpd(server(entry, entry, Optional.empty()), entry, state);
          case "postscreen" -> postscreen(entry, state);
          default -> other(entry, state);
        }
      }
    }
    Fact<Boolean> started = refused.map(state -> state.map(any -> false)).orElse(Fact.known(true));
    SmtpClients clients = new SmtpClients(settings, this.services, tls, started);
    List<Outbound> outbound = clients.outbound();
    problems.addAll(clients.problems());
    problems.addAll(DeliveryAgents.problems(settings, this.services));
    problems.sort(Problem.ORDER);
    List<ReadFile> files = new ArrayList<>();
    PostfixCoverage coverage = new PostfixCoverage(settings);
    Coverage services = settings.master().map(coverage::of).orElse(Coverage.NONE);
    Optional<SourceFile> master = settings.master().map(MasterCf::file);
    for (MainCf main : settings.main().stream().toList()) {
      boolean both = master.equals(Optional.of(main.file()));
      Coverage parameters = coverage.of(main);
      files.add(file(main.file(), "postfix-main", both ? parameters.plus(services) : parameters));
      master = both ? Optional.empty() : master;
    }
    master.ifPresent(file -> files.add(file(file, "postfix-master", services)));
    List<Problem> elsewhere =
        problems.stream()
            .filter(
                problem ->
                    files.stream().noneMatch(file -> file.source().path().equals(problem.file())))
            .toList();
    return new Contribution(
        List.of(new Software(Fact.known(SoftwareName.POSTFIX), version())),
        endpoints,
        relays,
        OnHost.NONE.withAccounts(accounts()).withSecrets(secrets()).withOutbound(outbound),
        files,
        elsewhere);
  }

  /** As it is told, else those that the files leave possible. */
  private Fact<Version> version() {
    Fact<Version> told = platform.version(SoftwareName.POSTFIX);
    return told.isKnown() ? told : settings.version();
  }

  private List<AccountDatabase> accounts() {
    return services.running().stream()
        .filter(entry -> entry.program().equals("smtpd"))
        .flatMap(entry -> CyrusAccounts.withoutPasswords(settings.scope(entry)).stream())
        .distinct()
        .toList();
  }

  private List<SecretFile> secrets() {
    List<Scope> scopes = new ArrayList<>(List.of(settings.global()));
    for (MasterEntry entry : services.running()) {
      switch (entry.program()) {
        case "smtpd", "smtp", "lmtp" -> scopes.add(settings.scope(entry));
        default -> {}
      }
    }
    List<SecretFile> secrets = new ArrayList<>(KeyFiles.of(scopes, tls));
    secrets.addAll(PasswordFiles.of(settings, scopes));
    return secrets;
  }

  private ReadFile file(SourceFile source, String kind, Coverage coverage) {
    return new ReadFile(
        source,
        kind,
        coverage,
        problems.stream().filter(problem -> problem.file().equals(source.path())).toList());
  }

  /** Why nothing starts, as far as is known. */
  private Optional<Fact<State>> refusal() {
    Starting starting = Starting.of(settings, services);
    problems.addAll(starting.problems());
    return starting.obstacle().or(() -> obstacle).map(Fact::unknown);
  }

  private static Optional<Fact<State>> uncertain(MasterEntry entry) {
    return entry.conditional()
        ? Optional.of(
            Fact.unknown("a template decides whether this service is there", entry.origin()))
        : Optional.empty();
  }

  private void smtpd(SmtpdEndpoints server, MasterEntry listener, Optional<Fact<State>> state) {
    // What is not read to its end, or not started, does not fail in this way.
    if (state.isEmpty()) {
      for (Failing failing : server.failings()) {
        problems.add(failing.problem(listener, "accepts connections and never answers"));
      }
      for (Failing failing : server.failings().isEmpty() ? server.refusals() : List.<Failing>of()) {
        problems.add(failing.problem(listener, "takes no mail"));
      }
    }
    Scope scope = settings.scope(server.server());
    List<Endpoint> found =
        server.endpoints(listening(listener), port(listener), limits(scope), state);
    endpoints.addAll(found);
    found.stream()
        .max(Order.by(endpoint -> endpoint.exposure().witness().isPresent()))
        .ifPresent(endpoint -> relays.add(server.relay(endpoint)));
  }

  private SmtpdEndpoints server(
      MasterEntry listener, MasterEntry server, Optional<Postscreen> screen) {
    Scope scope = settings.scope(server);
    Scope proxymap = asked("proxymap", "proxymap_service_name", scope).scope();
    List<Failing> others = new ArrayList<>(ProxiedTables.refused(scope, proxymap));
    anvil().ifPresent(anvil -> others.addAll(AnvilLimits.failings(scope, anvil)));
    return new SmtpdEndpoints(
        listener,
        server,
        screen,
        scope,
        others,
        new MailIntake(
            scope,
            asked("trivial-rewrite", "rewrite_service_name", scope),
            asked("cleanup", "cleanup_service_name", scope),
            asked("qmgr", "queue_service_name", scope)),
        tls,
        logins);
  }

  private AskedService asked(String program, String parameter, Scope scope) {
    return AskedService.of(program, parameter, scope, services, settings);
  }

  private void postscreen(MasterEntry entry, Optional<Fact<State>> state) {
    String name = settings.scope(entry).value("smtpd_service_name").toOptional().orElse("smtpd");
    Optional<MasterEntry> server =
        services.find(name + "/pass").filter(found -> found.program().equals("smtpd"));
    Postscreen screen = new Postscreen(entry, services, settings::scope, tls, screened(entry));
    if (state.isEmpty() && screen.offersTls().is(true)) {
      for (Failing failing : screen.withoutTls()) {
        problems.add(failing.problem(entry, "has no TLS for clients that are new to postscreen"));
      }
    }
    if (server.isPresent()) {
      smtpd(server(entry, server.get(), Optional.of(screen)), entry, state);
      return;
    }
    problems.add(
        Problem.warning(
            Problem.Kind.REFUSED,
            entry.line().span(),
            "postscreen hands connections to the service %s of type pass, which is not there"
                .formatted(name)));
    other(entry, Optional.of(state.orElse(Fact.known(State.DEAD, entry.origin()))));
  }

  /** Where those listen that keep what they know of clients in the same place. */
  private List<Listening> screened(MasterEntry screen) {
    Fact<String> place = settings.scope(screen).value("postscreen_cache_map");
    return services.running().stream()
        .filter(entry -> entry.type().equals("inet") && entry.program().equals("postscreen"))
        .filter(
            entry ->
                settings
                    .scope(entry)
                    .value("postscreen_cache_map")
                    .possibilities()
                    .equals(place.possibilities()))
        .flatMap(entry -> listening(entry).stream())
        .toList();
  }

  private Fact<List<RateLimit>> limits(Scope scope) {
    return anvil()
        .map(anvil -> AnvilLimits.of(scope, anvil.scope()))
        .orElse(
            Fact.known(List.of(), new Origin.Assumption("without the service anvil nobody counts")))
        .with(
            AnvilLimits.ofErrors(scope),
            (counted, errors) -> {
              List<RateLimit> all = new ArrayList<>(counted);
              all.addAll(errors);
              return List.copyOf(all);
            });
  }

  /** Who counts for the smtpds; empty where nobody does. */
  private Optional<AskedService> anvil() {
    return services
        .find("anvil/unix")
        .map(entry -> new AskedService("anvil", Optional.of(entry), settings.scope(entry)));
  }

  /** It is master that listens, and reads no service's options for that (master_ent.c). */
  private List<Listening> listening(MasterEntry entry) {
    return Listening.of(entry, settings.everyProgram());
  }

  private Fact<Integer> port(MasterEntry entry) {
    return services
        .port(entry.service())
        .map(number -> Fact.known(number, entry.origin()))
        .orElse(
            Fact.unknown(
                "no list of services has the name " + Text.quoted(entry.service()),
                entry.origin()));
  }

  /** A service of another program. */
  private void other(MasterEntry entry, Optional<Fact<State>> state) {
    endpoints.addAll(
        PlainService.endpoints(
            entry,
            listening(entry),
            port(entry),
            state.orElse(Fact.known(State.WORKS, entry.origin()))));
  }
}
