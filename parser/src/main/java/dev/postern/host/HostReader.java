package dev.postern.host;

import dev.postern.dovecot.DovecotPosture;
import dev.postern.dovecot.DovecotReader;
import dev.postern.dovecot.settings.DovecotSettings;
import dev.postern.fact.Fact;
import dev.postern.fact.Origin;
import dev.postern.fail2ban.Fail2banPosture;
import dev.postern.fail2ban.Fail2banSettings;
import dev.postern.fail2ban.LogWatch;
import dev.postern.firewall.FirewallPosture;
import dev.postern.postfix.PostfixPosture;
import dev.postern.postfix.sasl.LoginServers;
import dev.postern.postfix.settings.PostfixInstances;
import dev.postern.postfix.settings.PostfixSettings;
import dev.postern.posture.Contribution;
import dev.postern.posture.Endpoint;
import dev.postern.posture.Host;
import dev.postern.posture.OnHost;
import dev.postern.posture.Trouble;
import dev.postern.posture.daemon.ConfigurationFile;
import dev.postern.posture.daemon.LogTarget;
import dev.postern.posture.network.FilterUpkeep;
import dev.postern.posture.network.FilteredPort;
import dev.postern.posture.network.PacketFiltering;
import dev.postern.posture.service.Platform;
import dev.postern.posture.service.Software;
import dev.postern.posture.service.SoftwareName;
import dev.postern.posture.service.Version;
import dev.postern.posture.shape.LazyList;
import dev.postern.source.FileTree;
import dev.postern.source.Order;
import dev.postern.source.Paths;
import dev.postern.source.Problem;
import dev.postern.source.ReadFile;
import dev.postern.tls.HostTls;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/** Files in, posture out: reads every daemon's configuration of a host and joins them. */
public final class HostReader {
  private static final String NO_FILTER =
      "no packet filter is among the files; one may be set up elsewhere";
  private static final LoginServers NO_DOVECOT =
      LoginServers.announcing(Fact.unknown("no Dovecot among the files tells the mechanisms"));

  private final HostFiles host;
  private final HostOptions options;
  private final BootServices services;
  private final Platform platform;
  private final HostTls tls;
  private final Map<SoftwareName, Fact<LogTarget>> loginLogs = new EnumMap<>(SoftwareName.class);
  private final List<Software> software = new ArrayList<>();
  private final List<ReadFile> files = new ArrayList<>();
  private final List<Problem> problems = new ArrayList<>();

  private HostReader(HostFiles host, HostOptions options) {
    this.host = host;
    this.options = options;
    this.services = new BootServices(host.tree());
    this.platform = platform(host.tree(), options);
    this.tls = new HostTls(host.tree(), platform, options.today());
  }

  /** Reads one host. Nothing that its files hold makes this fail. */
  public static Host read(HostFiles host, HostOptions options) {
    return read(host, options, Runnable::run);
  }

  /**
   * Reads one host.
   *
   * @param executor reads its packet filter and its Postfix while this thread reads its Dovecot
   */
  public static Host read(HostFiles host, HostOptions options, Executor executor) {
    return new HostReader(host, options).read(executor);
  }

  /** What the daemons of a host listen on, whatever its packet filter makes of it. */
  public static List<Endpoint> listeners(HostFiles host, HostOptions options) {
    HostReader reader = new HostReader(host, options);
    List<Endpoint> endpoints = new ArrayList<>();
    reader.daemons(reader::postfix).forEach(daemon -> endpoints.addAll(daemon.endpoints()));
    return endpoints;
  }

  /** A host's packet filter as a whole, beside what its daemons listen on. */
  public static PacketFiltering filtering(
      HostFiles host, HostOptions options, PacketFilters filters, List<Endpoint> listeners) {
    HostJoiner joiner = new HostJoiner(filters, List.of(), List.of(), options.outside());
    return new HostReader(host, options).filtering(filters, joiner, listeners);
  }

  /** What is known of the host's software before its configuration is read. */
  public static Platform platform(FileTree tree, HostOptions options) {
    InstalledPackages packages = InstalledPackages.of(tree);
    Map<SoftwareName, Fact<Version>> versions = new EnumMap<>(SoftwareName.class);
    Optional<Release> release = Release.of(tree);
    versions.putAll(packages.versions());
    if (!versions.containsKey(SoftwareName.OPENSSL)) {
      release
          .flatMap(Release::openssl)
          .ifPresent(openssl -> versions.put(SoftwareName.OPENSSL, openssl));
    }
    options
        .software()
        .forEach(
            (name, version) ->
                versions.put(
                    name, Fact.known(version, new Origin.Assumption("told by an option"))));
    Fact<Platform.Distribution> distribution =
        packages
            .distribution()
            .<Fact<Platform.Distribution>>map(Fact::known)
            .or(() -> release.flatMap(Release::distribution))
            .orElse(Platform.UNKNOWN.distribution());
    Fact<Boolean> pigeonhole =
        packages.pigeonhole().map(Fact::<Boolean>known).orElse(Platform.UNKNOWN.pigeonhole());
    return new Platform(versions, distribution, pigeonhole);
  }

  private Host read(Executor executor) {
    CompletableFuture<PostfixInstances> postfix =
        CompletableFuture.supplyAsync(this::postfix, executor);
    CompletableFuture<PacketFilters> packetFilters =
        CompletableFuture.supplyAsync(() -> PacketFilters.of(host), executor);
    problems.addAll(host.problems());
    List<Contribution> daemons = daemons(postfix::join);
    List<Fail2banPosture> jails = jails(daemons);
    PacketFilters filters = packetFilters.join();
    problems.addAll(filters.unreadable());
    FirewallPosture filter = filters.posture();
    HostJoiner joiner =
        new HostJoiner(filters, jails, OtherPrograms.GUARDS.in(host.tree()), options.outside());

    List<Endpoint> endpoints = new ArrayList<>();
    OnHost onHost = OnHost.NONE;
    for (Contribution daemon : daemons) {
      onHost = onHost.plus(daemon.onHost());
      software.addAll(daemon.software());
      add(daemon.files(), daemon.problems());
      endpoints.addAll(daemon.endpoints());
    }
    add(tls.files(), tls.problems());
    if (!onHost.secrets().isEmpty()) {
      onHost = onHost.withSecrets(new FileAccess(host.tree()).of(onHost.secrets()));
    }
    add(filter.files(), filter.problems());
    jails.forEach(fail2ban -> add(fail2ban.files(), fail2ban.problems()));
    List<Endpoint> joined = joiner.endpoints(endpoints);
    files.sort(Order.by(file -> file.source().path()));
    return new Host(
        host.name(),
        host.root(),
        files,
        software,
        joined,
        joiner.relays(
            daemons.stream().flatMap(daemon -> daemon.smtpRelays().stream()).toList(), joined),
        onHost,
        filtering(filters, joiner, joined),
        jails.stream()
            .map(fail2ban -> fail2ban.jails(joined))
            .findFirst()
            .orElse(Fact.known(List.of())),
        new LazyList<>(this::configuration),
        troubles(),
        assumptions());
  }

  private List<Origin.Assumption> assumptions() {
    Set<Origin.Assumption> assumptions = new LinkedHashSet<>();
    for (Software one : software) {
      one.name()
          .toOptional()
          .flatMap(name -> services.doubt(name))
          .map(why -> new Origin.Assumption("what starts it stands elsewhere: " + why))
          .ifPresent(assumptions::add);
    }
    for (String server : OtherPrograms.SERVERS.in(host.tree())) {
      assumptions.add(
          new Origin.Assumption("no mail comes or goes by " + server + ", not read here"));
    }
    return List.copyOf(assumptions);
  }

  private List<Contribution> daemons(Supplier<PostfixInstances> postfix) {
    List<Contribution> daemons = new ArrayList<>();
    LoginServers logins = NO_DOVECOT;
    for (String path : host.paths(ConfigKind.DOVECOT)) {
      DovecotSettings settings = DovecotReader.read(host.tree(), path, platform);
      Contribution contribution = DovecotPosture.of(settings, host.tree(), tls);
      daemons.add(contribution);
      loginLogs.put(SoftwareName.DOVECOT, DovecotPosture.loginLog(settings));
      logins = new DovecotLogins(settings, contribution, new SocketAccess(host.tree()));
    }
    PostfixInstances instances = postfix.get();
    problems.addAll(instances.problems());
    for (PostfixSettings settings : instances.started()) {
      daemons.add(PostfixPosture.of(settings, platform, tls, logins, instances.obstacle()));
      loginLogs.merge(
          SoftwareName.POSTFIX,
          PostfixPosture.loginLog(settings),
          (one, other) ->
              one.equals(other) ? one : Fact.unknown("instances of Postfix log to several places"));
    }
    return daemons;
  }

  /** Those of each directory that holds files of fail2ban: one, or none. */
  private List<Fail2banPosture> jails(List<Contribution> daemons) {
    Map<SoftwareName, Fact<Version>> versions = new EnumMap<>(SoftwareName.class);
    for (Contribution daemon : daemons) {
      for (Software one : daemon.software()) {
        one.name().toOptional().ifPresent(name -> versions.put(name, one.version()));
      }
    }
    return host.paths(ConfigKind.FAIL2BAN).stream()
        .map(Paths::parent)
        .distinct()
        .map(directory -> Fail2banSettings.read(host.tree(), directory))
        .map(
            settings ->
                Fail2banPosture.of(
                    settings,
                    platform,
                    versions,
                    new LogWatch(host.tree(), loginLogs),
                    new BanPrograms(host.tree())::takesEffect,
                    services.doubt(SoftwareName.FAIL2BAN)))
        .toList();
  }

  private PostfixInstances postfix() {
    return PostfixInstances.read(host.tree(), host.paths(ConfigKind.POSTFIX), platform);
  }

  private void add(List<ReadFile> moreFiles, List<Problem> moreProblems) {
    files.addAll(moreFiles);
    problems.addAll(moreProblems);
  }

  private PacketFiltering filtering(
      PacketFilters filters, HostJoiner joiner, List<Endpoint> endpoints) {
    FirewallPosture filter = filters.posture();
    boolean filtered = filters.isPresent();
    Optional<String> unknownFilter = filters.unknown();
    PacketFiltering.DefaultInput input =
        unknownFilter
            .or(() -> filtered ? Optional.empty() : Optional.of(NO_FILTER))
            .map(
                reason ->
                    new PacketFiltering.DefaultInput(Fact.unknown(reason), Fact.unknown(reason)))
            .orElseGet(filter::defaultInput);
    List<FilteredPort> ports = joiner.ports(endpoints);
    Set<Integer> served = new HashSet<>();
    if (!host.paths(ConfigKind.DOVECOT).isEmpty()) {
      served.addAll(Ports.ACCESS);
    }
    if (!host.paths(ConfigKind.POSTFIX).isEmpty()) {
      served.addAll(Ports.TRANSPORT);
    }
    return new PacketFiltering(
        filtered || unknownFilter.isPresent()
            ? Fact.known(true, filters.assumptions())
            : Fact.known(false, filters.noneFound()),
        input,
        Fact.known(filter.rules()),
        Fact.known(ports),
        filtered && unknownFilter.isEmpty()
            ? new FilterReview(filter, ports, input, served, options.outside())
            : FilterUpkeep.NONE);
  }

  private List<ConfigurationFile> configuration() {
    Set<String> paths = new LinkedHashSet<>();
    for (ReadFile file : files) {
      paths.add(file.source().path());
    }
    return new FileAccess(host.tree()).writers(paths);
  }

  private List<Trouble> troubles() {
    List<Problem> all = new ArrayList<>(problems);
    for (ReadFile file : files) {
      all.addAll(file.problems());
    }
    return all.stream().distinct().sorted(Problem.ORDER).map(Trouble::new).toList();
  }
}
