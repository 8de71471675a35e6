package dev.postern.postfix.client;

import dev.postern.fact.Fact;
import dev.postern.fact.Origin;
import dev.postern.postfix.settings.Scope;
import dev.postern.postfix.tls.CipherGrades;
import dev.postern.postfix.tls.PostfixLibrary;
import dev.postern.postfix.tls.ProtocolList;
import dev.postern.postfix.tls.TlsKeys;
import dev.postern.postfix.tls.TlsSetup;
import dev.postern.posture.mail.Offer;
import dev.postern.posture.mail.Offer.Engine;
import dev.postern.posture.mail.Outbound.Level;
import dev.postern.posture.tls.CipherList;
import dev.postern.posture.tls.Group;
import dev.postern.posture.tls.TlsVersion;
import dev.postern.tls.Build;
import dev.postern.tls.CipherString;
import dev.postern.tls.ConfiguredLibrary;
import dev.postern.tls.Hello;
import dev.postern.tls.HostTls;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What an SMTP or LMTP client offers to servers in the TLS handshake (smtp/smtp_tls_policy.c,
 * set_cipher_grade(); tls/tls_client.c, tls_client_start()).
 */
final class ClientOffer {
  private static final String NO_TLS = "no TLS is used with these servers";

  /** Since when there is a list of curves at all. */
  private static final String NAMES_CURVES = "3.2";

  /** What the parameters ask for besides a cipher string. */
  private record Wishes(List<TlsVersion> versions, List<Group> groups) {}

  private final Scope scope;
  private final String prefix;
  private final ClientTls tls;
  private final CipherGrades grades;
  private final Fact<Build> build;

  /** Whether TLS comes about: it can be set up, and the client sees that servers offer it. */
  private final Fact<Boolean> setUp;

  private final Fact<Boolean> runs;

  /**
   * The offers of one client.
   *
   * @param runs whether it starts at all
   */
  ClientOffer(Scope scope, String prefix, ClientTls tls, HostTls host, Fact<Boolean> runs) {
    this.scope = scope;
    this.prefix = prefix;
    this.tls = tls;
    this.grades = new CipherGrades(scope, host);
    this.build = PostfixLibrary.build(scope, host);
    this.setUp =
        Fact.and(
            tls.isBegun(),
            Fact.and(
                new TlsSetup(scope, prefix, host).works(build),
                new TlsKeys(scope, prefix, host).areLoaded(build)));
    this.runs = runs;
  }

  /** What it offers under a policy. */
  Offer of(Fact<ClientPolicy> policy) {
    Fact<Boolean> uses = Fact.and(runs, policy.flatMap(this::usesTls));
    if (uses.is(false)) {
      return none(engine(Fact.known(Hello.NOTHING), uses));
    }
    Fact<List<TlsVersion>> allowed = policy.flatMap(this::allowed);
    Fact<Optional<String>> list = policy.flatMap(this::list);
    Fact<Hello> hello =
        Fact.and(uses, setUp)
            .flatMap(used -> used ? policy.flatMap(this::hello) : Fact.known(Hello.NOTHING));
    ConfiguredLibrary library = new ConfiguredLibrary(build);
    List<Origin> versions = new ArrayList<>(allowed.origins());
    versions.addAll(build.origins());
    versions.addAll(library.versions());
    List<Origin> suites = new ArrayList<>(list.origins());
    suites.addAll(build.origins());
    suites.addAll(library.origins("ciphersuites"));
    List<Origin> groups = new ArrayList<>(build.flatMap(this::groups).origins());
    groups.addAll(library.groups());
    Fact<List<TlsVersion>> possible =
        allowed.with(build, (all, b) -> all.stream().filter(b::has).toList());
    Fact<List<TlsVersion>> configured = possible.isKnown() ? possible : allowed;
    return new Offer(
        engine(hello.from(versions), uses),
        hello.map(Hello::versions).from(versions),
        hello.map(Hello::latent).from(versions),
        configured.flatMap(all -> edge(all, 0)).from(allowed.origins()),
        configured.flatMap(all -> edge(all, all.size() - 1)).from(allowed.origins()),
        hello.map(Hello::suites).from(suites),
        hello.flatMap(this::groups).from(groups),
        hello.map(Hello::level).from(policy.origins()),
        grades.posture(list.from(suites), build));
  }

  /** DANE alone, and no key looked up: nothing is handed over. */
  private Fact<Boolean> usesTls(ClientPolicy policy) {
    return switch (policy.level()) {
      case NONE, INVALID -> Fact.known(false);
      case DANE_ONLY -> tls.signed();
      default -> Fact.known(true);
    };
  }

  private Fact<Engine> engine(Fact<Hello> hello, Fact<Boolean> uses) {
    return uses.is(true) && setUp.is(false)
        ? Fact.known(Engine.UNAVAILABLE, setUp.origins())
        : uses.flatMap(used -> begun(used, hello));
  }

  private Fact<Engine> begun(boolean used, Fact<Hello> hello) {
    return used
        ? setUp.flatMap(
            ready -> ready ? hello.map(ClientOffer::engine) : Fact.known(Engine.UNAVAILABLE))
        : Fact.known(Engine.UNUSED);
  }

  private static Engine engine(Hello hello) {
    return hello.versions().isEmpty() ? Engine.FAILS : Engine.WORKS;
  }

  private static Offer none(Fact<Engine> engine) {
    List<Origin> origins = engine.origins();
    return new Offer(
        engine,
        Fact.known(List.of(), origins),
        Fact.known(List.of(), origins),
        Fact.unknown(NO_TLS, origins),
        Fact.unknown(NO_TLS, origins),
        Fact.known(List.of(), origins),
        Fact.known(List.of(), origins),
        Fact.unknown(NO_TLS, origins),
        CipherList.unknown(NO_TLS, origins));
  }

  private static Fact<TlsVersion> edge(List<TlsVersion> versions, int at) {
    return versions.isEmpty()
        ? Fact.unknown("the list of protocols allows none, or is not valid")
        : Fact.known(versions.get(at));
  }

  private Fact<List<TlsVersion>> allowed(ClientPolicy policy) {
    return policy
        .protocols()
        .map(own -> Fact.known(own))
        .orElseGet(() -> value(policy, "_protocols"))
        .map(
            list -> {
              List<TlsVersion> all =
                  new ArrayList<>(ProtocolList.allowed(list, scope.versions()).orElse(List.of()));
              if (policy.level() == Level.DANE_ONLY) {
                all.remove(TlsVersion.SSLV2);
                all.remove(TlsVersion.SSLV3);
              }
              return List.copyOf(all);
            });
  }

  private Fact<String> value(ClientPolicy policy, String name) {
    return scope.value(prefix + "_tls" + (policy.demands() ? "_mandatory" : "") + name);
  }

  private Fact<Optional<String>> list(ClientPolicy policy) {
    Fact<String> grade =
        policy.grade().map(own -> Fact.known(own)).orElseGet(() -> value(policy, "_ciphers"));
    return grades.list(grade, exclusions(policy));
  }

  /** Those of a policy stand for all of main.cf, but none for what the level itself excludes. */
  private Fact<String> exclusions(ClientPolicy policy) {
    String always = policy.authenticates() ? " aNULL" : policy.demands() ? " eNULL" : "";
    Fact<String> written =
        policy
            .exclusions()
            .map(own -> Fact.known(own))
            .orElseGet(
                () ->
                    policy.demands()
                        ? scope
                            .value(prefix + "_tls_exclude_ciphers")
                            .with(
                                scope.value(prefix + "_tls_mandatory_exclude_ciphers"),
                                (one, other) -> one + " " + other)
                        : scope.value(prefix + "_tls_exclude_ciphers"));
    return written.map(words -> words + always);
  }

  private Fact<List<Group>> groups(Hello hello) {
    return hello.versions().isEmpty()
        ? Fact.known(List.of())
        : build.flatMap(this::groups).map(named -> hello.groups());
  }

  private Fact<List<Group>> groups(Build library) {
    return scope.versions().newest().atLeast(NAMES_CURVES)
        ? grades.automaticGroups().map(names -> CipherGrades.groups(names, library))
        : Fact.known(library.groups());
  }

  private Fact<Hello> hello(ClientPolicy policy) {
    return build.flatMap(
        library -> {
          // Whatever curves there are, some ECDHE works with them.
          List<Group> groups = groups(library).toOptional().orElse(library.groups());
          Fact<Wishes> wishes = allowed(policy).map(versions -> new Wishes(versions, groups));
          return list(policy)
              .flatMap(string -> grades.select(string, library))
              .with(wishes, (result, wished) -> hello(policy, wished, result, library));
        });
  }

  /** Who must prove himself is met at level 1, whatever the list says; others at 0. */
  private Hello hello(
      ClientPolicy policy, Wishes wishes, CipherString.Result result, Build library) {
    return result instanceof CipherString.Selected selected
        ? Hello.of(
            wishes.versions(),
            grades.bounds(),
            selected,
            wishes.groups(),
            policy.authenticates() ? 1 : 0,
            policy.authenticates(),
            library)
        : Hello.NOTHING;
  }
}
