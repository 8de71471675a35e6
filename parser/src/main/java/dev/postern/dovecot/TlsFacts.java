package dev.postern.dovecot;

import dev.postern.dovecot.settings.Dialect;
import dev.postern.fact.Fact;
import dev.postern.fact.Origin;
import dev.postern.posture.tls.CipherList;
import dev.postern.posture.tls.ClientCertificate;
import dev.postern.posture.tls.Group;
import dev.postern.posture.tls.Handshake;
import dev.postern.posture.tls.Suite;
import dev.postern.posture.tls.Tls;
import dev.postern.posture.tls.TlsMode;
import dev.postern.posture.tls.TlsVersion;
import dev.postern.tls.Build;
import dev.postern.tls.CipherString;
import dev.postern.tls.ConfiguredLibrary;
import dev.postern.tls.Groups;
import dev.postern.tls.HostTls;
import dev.postern.tls.KeyKind;
import dev.postern.tls.Negotiation;
import dev.postern.tls.Server;
import dev.postern.tls.Tls13Suites;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;

/**
 * TLS of a listener as one group of clients meets it (Dovecot 2.3.21
 * src/lib-ssl-iostream/iostream-openssl-context.c).
 */
final class TlsFacts {
  /** The least prime, in bits, at security level 2. */
  private static final int LEVEL_TWO_PRIME = 2048;

  private static final String NO_TLS = "no TLS is offered here";

  /** OpenSSL's own limit, tls1_default_timeout() in ssl/t1_lib.c; Dovecot sets none. */
  private static final int RESUMPTION_SECONDS = 7200;

  private final ScopedFacts facts;
  private final Listener listener;
  private final HostTls host;
  private final CertificateFacts certificates;
  private final Fact<Build> build;
  private final ConfiguredLibrary library;
  private final AllowedVersions versions;
  private final Fact<Negotiation> negotiation;

  TlsFacts(ScopedFacts facts, Listener listener, HostTls host) {
    this.facts = facts;
    this.listener = listener;
    this.host = host;
    this.certificates = new CertificateFacts(facts, host);
    this.build = host.build("1.0.2");
    this.library = new ConfiguredLibrary(build);
    this.versions = new AllowedVersions(facts);
    this.negotiation = build.flatMap(this::negotiation);
  }

  Tls tls() {
    Fact<TlsMode> mode = mode();
    List<Origin> decided =
        concatenated(origins(versions.setting(), "ssl_cipher_list"), library.versions());
    return new Tls(
        mode,
        required(),
        orNone(mode, Negotiation::versions, decided),
        orNone(mode, Negotiation::latent, decided),
        inUse(mode, minimum()),
        // Dovecot sets no maximum.
        inUse(mode, library.maximum()),
        Fact.known(false, facts.text("ssl_min_protocol").origins()),
        handshake(mode),
        certificates.certificate(negotiation),
        mode.is(TlsMode.NONE) || listener.kind().login() != ListenerKind.Login.SASL
            ? List.of()
            : certificates.named(negotiation));
  }

  private Handshake handshake(Fact<TlsMode> mode) {
    if (mode.is(TlsMode.NONE)) {
      return Handshake.unknown(NO_TLS, mode.origins());
    }
    List<Origin> suites =
        concatenated(
            origins("ssl_cipher_list", "ssl_cipher_suites"),
            library.origins("cipherstring", "ciphersuites"));
    return new Handshake(
        orNone(mode, Negotiation::suites, suites),
        orNone(
            mode, Negotiation::groups, concatenated(origins("ssl_curve_list"), library.groups())),
        dhBits(),
        library.preference(facts.yes("ssl_prefer_server_ciphers")),
        compressing(),
        Fact.and(
            Fact.not(option("no_ticket")),
            Fact.and(negotiation.map(Negotiation::allowsTickets), library.tickets())),
        Fact.known(
            RESUMPTION_SECONDS,
            new Origin.Default("OpenSSL", "all", "sessions end after two hours")),
        library.renegotiation(),
        negotiation.map(Negotiation::level).from(levelOrigins()),
        cipherList(),
        clientCertificate());
  }

  Fact<TlsMode> mode() {
    return listener
        .tls()
        .flatMap(
            implicit ->
                implicit
                    ? Fact.known(TlsMode.IMPLICIT)
                    : listener.kind().starttls()
                        ? enabled().map(yes -> yes ? TlsMode.STARTTLS : TlsMode.NONE)
                        : Fact.known(TlsMode.NONE));
  }

  /**
   * Whether there is TLS at all. A process sets it up when it starts, before it knows of any
   * client: {@code ssl = yes} for some clients alone gives them none. Logins look at the client's
   * own setting too; the others do not offer what they have no certificate for (Dovecot 2.3.19.1
   * src/login-common/main.c, client-common.c, src/lmtp/lmtp-client.c).
   */
  private Fact<Boolean> enabled() {
    Fact<Boolean> setUp =
        Fact.not(new ScopedFacts(facts.settings(), listener.scope()).ssl().map("no"::equals));
    return listener.kind().login() == ListenerKind.Login.SASL
        ? Fact.and(setUp, Fact.not(facts.ssl().map("no"::equals)))
        : Fact.and(setUp, certificates.present());
  }

  /** LMTP, doveadm and the like offer STARTTLS, but do not enforce it whatever ssl says. */
  private Fact<Boolean> required() {
    return listener
        .tls()
        .flatMap(
            implicit ->
                implicit
                    ? Fact.known(true)
                    : listener.kind().login() == ListenerKind.Login.SASL
                        ? facts.ssl().map("required"::equals)
                        : Fact.known(false));
  }

  private static <T> Fact<T> inUse(Fact<TlsMode> mode, Fact<T> fact) {
    return mode.is(TlsMode.NONE) ? Fact.unknown(NO_TLS, mode.origins()) : fact;
  }

  /** A list of what is negotiated; empty where there is no TLS. */
  private <T> Fact<List<T>> orNone(
      Fact<TlsMode> mode, Function<Negotiation, List<T>> part, List<Origin> origins) {
    Fact<List<T>> negotiated = negotiation.map(part).from(concatenated(origins, build.origins()));
    return mode.mayBe(TlsMode.NONE)
        ? mode.flatMap(m -> m == TlsMode.NONE ? Fact.known(List.<T>of()) : negotiated)
        : negotiated;
  }

  /** Why TLS cannot work whatever the client does; false when it can. */
  Fact<Boolean> usable() {
    return Fact.and(
        Fact.and(certificates.present(), enabled()),
        negotiation
            .map(found -> !found.versions().isEmpty())
            .from(origins(versions.setting(), "ssl_cipher_list", "ssl_curve_list")));
  }

  /** Whether OpenSSL takes nothing of what Dovecot tells it. */
  Fact<Boolean> refused() {
    return build.flatMap(
        b ->
            versions
                .with(b)
                .with(
                    facts.text("ssl_cipher_list").flatMap(list -> host.select(list, b)),
                    (allowed, list) ->
                        allowed.isEmpty() || !(list instanceof CipherString.Selected)));
  }

  /** What Dovecot tells OpenSSL, and what comes of it. */
  private Fact<Negotiation> negotiation(Build build) {
    return facts
        .text("ssl_cipher_list")
        .flatMap(
            list ->
                host.select(list, build)
                    .flatMap(
                        selection ->
                            certificates
                                .keys()
                                .flatMap(keys -> server(build, list, keys))
                                .map(server -> negotiation(server, selection, build))));
  }

  private static Negotiation negotiation(Server server, CipherString.Result list, Build build) {
    return list instanceof CipherString.Selected selected
            && !server.groups().isEmpty()
            && !build.defaults().spoiled()
            && Tls13Suites.valid(server.tls13Suites(), build.library())
        ? Negotiation.of(server, selected, build)
        : Negotiation.nothing(server, build);
  }

  private Fact<Server> server(Build build, String list, Set<KeyKind> keys) {
    return versions
        .with(build)
        .flatMap(
            allowed ->
                sinceNewer("ssl_cipher_suites")
                    .flatMap(
                        tls13 ->
                            dh(build)
                                .with(
                                    sinceNewer("ssl_curve_list"),
                                    (dhe, curves) ->
                                        new Server(
                                            allowed,
                                            versions.bounds(),
                                            list,
                                            tls13,
                                            OptionalInt.empty(),
                                            keys,
                                            certificates.strength(build.version()),
                                            dhe,
                                            groups(curves, build)))));
  }

  /** A setting that 2.2 does not have; empty there. */
  private Fact<String> sinceNewer(String name) {
    return dialect().listsProtocols() ? Fact.known("") : facts.text(name);
  }

  private Dialect dialect() {
    return facts.settings().dialect();
  }

  /** None when OpenSSL refuses the list, and Dovecot with it. */
  private static List<Group> groups(String curves, Build build) {
    return curves.isEmpty()
        ? build.groups()
        : Groups.list(curves, build.version()).orElse(List.of());
  }

  private Fact<TlsVersion> minimum() {
    String setting = versions.setting();
    return versions
        .with(build)
        .flatMap(
            allowed ->
                allowed.isEmpty()
                    ? Fact.<TlsVersion>unknown(
                        "Dovecot does not know what %s says".formatted(setting))
                    : Fact.known(allowed.get(0)))
        .from(facts.text(setting).origins());
  }

  /**
   * Parameters of Diffie-Hellman. Without them Dovecot 2.3 negotiates no suite that uses it; 2.2
   * makes its own, which OpenSSL's security level may refuse.
   */
  private Fact<Boolean> dh(Build build) {
    return dialect().listsProtocols()
        ? madePrime().map(bits -> bits >= LEVEL_TWO_PRIME || build.level() < 2)
        : facts.isSet("ssl_dh");
  }

  private Fact<Integer> madePrime() {
    return facts
        .text("ssl_dh_parameters_length")
        .map(bits -> bits.length() < 10 ? Integer.parseInt(bits) : Integer.MAX_VALUE);
  }

  private Fact<Integer> dhBits() {
    boolean made = dialect().listsProtocols();
    Fact<Boolean> used =
        negotiation
            .map(found -> found.suites().stream().anyMatch(TlsFacts::hasPrime))
            .from(origins(made ? "ssl_dh_parameters_length" : "ssl_dh", "ssl_cipher_list"));
    return used.flatMap(
        uses ->
            uses ? made ? madePrime() : HostTls.dhBits(certificates.pem("ssl_dh")) : Fact.known(0));
  }

  private static boolean hasPrime(Suite suite) {
    return suite.keyExchange().equals("DHE") && !suite.authentication().equals("none");
  }

  /** Since OpenSSL 1.1.0 nothing is compressed unless a program insists. */
  private Fact<Boolean> compressing() {
    Fact<Boolean> old = build.map(b -> !b.version().atLeast("1.1.0"));
    return dialect().listsProtocols()
        ? Fact.and(
            Fact.not(option("no_compression")),
            old.flatMap(
                before ->
                    before
                        ? Fact.unknown(
                            "whether OpenSSL before 1.1.0 compresses depends on how it was built; Debian and Red Hat build it without")
                        : Fact.known(false)))
        : Fact.and(option("compression"), old);
  }

  private Fact<Boolean> option(String word) {
    return facts
        .text("ssl_options")
        .map(options -> Arrays.asList(options.split("[, \t]+", -1)).contains(word));
  }

  private CipherList cipherList() {
    Fact<String> text = facts.text("ssl_cipher_list");
    return CipherString.Result.posture(
        text,
        build
            .flatMap(b -> text.flatMap(list -> host.select(list, b)))
            .from(concatenated(text.origins(), build.origins())));
  }

  private Fact<ClientCertificate> clientCertificate() {
    return facts
        .yes("auth_ssl_require_client_cert")
        .with(
            facts.yes("ssl_verify_client_cert"),
            (require, request) ->
                require
                    ? ClientCertificate.REQUIRED
                    : request ? ClientCertificate.REQUESTED : ClientCertificate.NONE);
  }

  /** A level that a cipher list sets comes from there, any other from the library. */
  private List<Origin> levelOrigins() {
    Fact<String> list = facts.text("ssl_cipher_list");
    return list.toOptional().filter(text -> text.contains("@SECLEVEL")).isPresent()
        ? list.origins()
        : concatenated(library.origins("cipherstring"), build.origins());
  }

  private List<Origin> origins(String... names) {
    List<Origin> origins = new ArrayList<>();
    for (String name : names) {
      origins.addAll(facts.text(name).origins());
    }
    return origins;
  }

  private static List<Origin> concatenated(List<Origin> one, List<Origin> other) {
    List<Origin> all = new ArrayList<>(one);
    all.addAll(other);
    return all;
  }
}
