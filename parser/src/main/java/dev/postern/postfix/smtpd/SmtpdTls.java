package dev.postern.postfix.smtpd;

import dev.postern.fact.Fact;
import dev.postern.fact.Origin;
import dev.postern.postfix.settings.Scope;
import dev.postern.postfix.start.Failing;
import dev.postern.postfix.syntax.Text;
import dev.postern.postfix.tls.DemandedCertificate;
import dev.postern.postfix.tls.PostfixLibrary;
import dev.postern.postfix.tls.ProtocolList;
import dev.postern.postfix.tls.TlsKeys;
import dev.postern.postfix.tls.TlsSetup;
import dev.postern.posture.tls.Certificate;
import dev.postern.posture.tls.Handshake;
import dev.postern.posture.tls.Tls;
import dev.postern.posture.tls.TlsMode;
import dev.postern.posture.tls.TlsVersion;
import dev.postern.tls.Build;
import dev.postern.tls.ConfiguredLibrary;
import dev.postern.tls.HostTls;
import dev.postern.tls.Negotiation;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * TLS of one smtpd, as pre_jail_init() of smtpd/smtpd.c works it out.
 *
 * @param wrapper whether TLS comes first
 * @param enforce whether nothing but the handshake is possible before TLS
 * @param use whether TLS is offered
 * @param allowed the versions of the protocol list that counts; an empty list when it is not valid
 * @param engine whether a handshake can succeed: there is a certificate, a valid protocol list, and
 *     a suite
 * @param failings why smtpd ends at once where it is to use TLS
 * @param stricterElsewhere whether the lists that do not count are stricter
 * @param named what clients see that ask for a name
 */
record SmtpdTls(
    Fact<Boolean> wrapper,
    Fact<Boolean> enforce,
    Fact<Boolean> use,
    Fact<List<TlsVersion>> allowed,
    Fact<Boolean> engine,
    Fact<Build> build,
    SmtpdCiphers ciphers,
    Fact<Negotiation> negotiation,
    List<Failing> failings,
    Fact<Boolean> stricterElsewhere,
    Certificate certificate,
    List<Certificate> named) {
  private static final Set<String> ENCRYPT = Set.of("encrypt", "verify", "secure", "fingerprint");
  private static final String PREFIX = "smtpd";
  private static final String NO_TLS = "there is no TLS on this listener";

  /** What the files tell of one service. */
  static SmtpdTls of(Scope scope, HostTls host) {
    Fact<Boolean> wrapper = scope.yes("smtpd_tls_wrappermode");
    Fact<String> level = scope.value("smtpd_tls_security_level").map(Text::lower);
    Fact<Boolean> byLevel =
        level.flatMap(
            word ->
                word.isEmpty()
                    ? scope.yes("smtpd_enforce_tls")
                    : Fact.known(ENCRYPT.contains(word)));
    Fact<Boolean> enforce = Fact.or(wrapper, byLevel);
    Fact<Boolean> offered =
        level.flatMap(
            word -> word.isEmpty() ? scope.yes("smtpd_use_tls") : Fact.known(word.equals("may")));
    Fact<Boolean> use = Fact.or(enforce, offered);
    Fact<List<TlsVersion>> allowed = allowed(scope, enforce);
    TlsSetup setup = new TlsSetup(scope, PREFIX, host);
    TlsKeys keys = new TlsKeys(scope, PREFIX, host);
    Fact<Build> build = PostfixLibrary.build(scope, host);
    SmtpdCiphers ciphers = new SmtpdCiphers(scope, enforce, host);
    Certificate certificate = keys.certificate(ciphers.level(), build);
    Fact<Negotiation> negotiation =
        build.flatMap(
            b -> ciphers.negotiation(allowed, keys.kinds(), keys.strength(b.version()), b));
    Fact<Boolean> anonymous =
        scope
            .value("smtpd_tls_cert_file")
            .map(file -> file.equalsIgnoreCase("none"))
            .with(
                Fact.or(
                    scope.yes("smtpd_tls_ask_ccert"),
                    new DemandedCertificate(scope, enforce).demanded()),
                (none, asksClient) -> none && !asksClient);
    Fact<Boolean> engine =
        Fact.and(
            Fact.and(
                Fact.or(certificate.present(), anonymous), allowed.map(list -> !list.isEmpty())),
            Fact.and(setup.works(build), Fact.not(Failing.any(setup.failings()))));
    Fact<Boolean> agrees =
        negotiation.map(found -> !found.versions().isEmpty()).from(ciphers.list().origins());
    return new SmtpdTls(
        wrapper,
        enforce,
        use,
        allowed,
        agrees.is(true) ? engine : Fact.and(engine, agrees),
        build,
        ciphers,
        negotiation,
        setup.failings(),
        OtherLists.stricter(scope, enforce, host, build, keys.kinds(), allowed, ciphers),
        certificate,
        keys.named(ciphers.level(), build));
  }

  /** What the protocol list allows that counts. */
  static Fact<List<TlsVersion>> allowed(Scope scope, Fact<Boolean> enforce) {
    return enforce.flatMap(
        enforced ->
            scope
                .value(enforced ? "smtpd_tls_mandatory_protocols" : "smtpd_tls_protocols")
                .map(list -> ProtocolList.allowed(list, scope.versions()).orElse(List.of())));
  }

  /**
   * The same where TLS is offered to nobody unless a greeting before it is taken.
   *
   * @param greets whether it is
   */
  SmtpdTls greeted(Fact<Boolean> greets) {
    return new SmtpdTls(
        wrapper,
        enforce,
        Fact.and(use, Fact.or(wrapper, greets)),
        allowed,
        engine,
        build,
        ciphers,
        negotiation,
        failings,
        stricterElsewhere,
        certificate,
        named);
  }

  /** The same in the posture's words. */
  Tls posture() {
    Fact<TlsMode> mode =
        wrapper.flatMap(
            implicit ->
                implicit
                    ? Fact.known(TlsMode.IMPLICIT)
                    : use.map(offered -> offered ? TlsMode.STARTTLS : TlsMode.NONE));
    Fact<Boolean> working = Fact.and(use, engine);
    Fact<List<TlsVersion>> possible = allowed.with(build, SmtpdTls::compiledIn);
    Fact<List<TlsVersion>> real = possible.isKnown() ? possible.from(allowed.origins()) : allowed;
    Fact<List<TlsVersion>> configured =
        use.is(true) ? real : use.flatMap(used -> used ? real : Fact.known(List.of()));
    List<Origin> versions = new ArrayList<>(allowed.origins());
    versions.addAll(build.origins());
    versions.addAll(new ConfiguredLibrary(build).origins("protocol", "minprotocol", "maxprotocol"));
    return new Tls(
        mode,
        enforce,
        orNone(working, Negotiation::versions, versions),
        orNone(working, Negotiation::latent, versions),
        configured.flatMap(list -> edge(list, 0)),
        configured.flatMap(list -> edge(list, list.size() - 1)),
        stricterElsewhere,
        mode.is(TlsMode.NONE) ? Handshake.unknown(NO_TLS, mode.origins()) : handshake(working),
        certificate,
        named);
  }

  private static List<TlsVersion> compiledIn(List<TlsVersion> versions, Build library) {
    return versions.stream().filter(library::has).toList();
  }

  private Handshake handshake(Fact<Boolean> working) {
    return ciphers.handshake(
        build,
        orNone(working, Negotiation::suites, ciphers.origins(build)),
        build.flatMap(ciphers::groups).from(ciphers.curves().origins()),
        negotiation.map(Negotiation::level).from(build.isKnown() ? build.origins() : List.of()),
        certificate.keyBits());
  }

  private <T> Fact<List<T>> orNone(
      Fact<Boolean> working, Function<Negotiation, List<T>> part, List<Origin> origins) {
    Fact<List<T>> negotiated = negotiation.map(part).from(origins);
    return working.is(true)
        ? negotiated
        : working.flatMap(works -> works ? negotiated : Fact.known(List.<T>of()));
  }

  private static Fact<TlsVersion> edge(List<TlsVersion> versions, int at) {
    return versions.isEmpty() ? Fact.unknown(NO_TLS) : Fact.known(versions.get(at));
  }
}
