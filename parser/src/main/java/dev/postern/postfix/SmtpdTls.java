package dev.postern.postfix;

import dev.postern.fact.Fact;
import dev.postern.fact.Origin;
import dev.postern.posture.Certificate;
import dev.postern.posture.Platform;
import dev.postern.posture.SoftwareName;
import dev.postern.posture.Tls;
import dev.postern.posture.TlsMode;
import dev.postern.posture.TlsVersion;
import dev.postern.posture.Version;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * TLS of one smtpd, as pre_jail_init() of smtpd/smtpd.c works it out.
 *
 * @param wrapper whether TLS comes first
 * @param enforce whether nothing but the handshake is possible before TLS
 * @param use whether TLS is offered
 * @param allowed the versions of the protocol list that counts; an empty list when it is not valid
 * @param engine whether a handshake can succeed: there is a certificate and a valid protocol list
 */
record SmtpdTls(
    Fact<Boolean> wrapper,
    Fact<Boolean> enforce,
    Fact<Boolean> use,
    Fact<List<TlsVersion>> allowed,
    Fact<Boolean> engine,
    Certificate certificate) {
  private static final Set<String> ENCRYPT = Set.of("encrypt", "verify", "secure", "fingerprint");
  private static final String NO_TLS = "there is no TLS on this listener";

  /** What the files tell of one service. */
  static SmtpdTls of(Scope scope) {
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
    Fact<List<TlsVersion>> allowed =
        enforce.flatMap(
            enforced ->
                scope
                    .value(enforced ? "smtpd_tls_mandatory_protocols" : "smtpd_tls_protocols")
                    .map(
                        list ->
                            ProtocolList.allowed(list, scope.versions().newest().atLeast("3.6"))
                                .orElse(List.of())));
    Certificate certificate = certificate(scope);
    Fact<Boolean> anonymous =
        scope
            .value("smtpd_tls_cert_file")
            .map(file -> file.equalsIgnoreCase("none"))
            .with(
                Fact.or(
                    scope.yes("smtpd_tls_ask_ccert"),
                    Fact.and(enforce, scope.yes("smtpd_tls_req_ccert"))),
                (none, asksClient) -> none && !asksClient);
    Fact<Boolean> engine =
        Fact.and(Fact.or(certificate.present(), anonymous), allowed.map(list -> !list.isEmpty()));
    return new SmtpdTls(wrapper, enforce, use, allowed, engine, certificate);
  }

  private static Certificate certificate(Scope scope) {
    Fact<String> file = scope.value("smtpd_tls_chain_files");
    for (String name :
        List.of("smtpd_tls_cert_file", "smtpd_tls_eccert_file", "smtpd_tls_dcert_file")) {
      file =
          file.flatMap(
              found ->
                  found.isEmpty()
                      ? scope.value(name).map(text -> text.equalsIgnoreCase("none") ? "" : text)
                      : Fact.known(found));
    }
    return new Certificate(file, file.map(text -> !text.isEmpty()));
  }

  /** The same in the posture's words. */
  Tls posture(Scope scope, Platform platform) {
    Fact<TlsMode> mode =
        wrapper.flatMap(
            implicit ->
                implicit
                    ? Fact.known(TlsMode.IMPLICIT)
                    : use.map(offered -> offered ? TlsMode.STARTTLS : TlsMode.NONE));
    Fact<Boolean> working = Fact.and(use, engine);
    Fact<List<TlsVersion>> configured =
        working.flatMap(works -> works ? allowed : Fact.known(List.of()));
    Fact<Library> library = library(scope, platform);
    return new Tls(
        mode,
        enforce,
        configured.with(library, (list, built) -> kept(list, built, true)),
        configured.with(library, (list, built) -> kept(list, built, false)),
        configured.flatMap(list -> edge(list, 0)),
        configured.flatMap(list -> edge(list, list.size() - 1)),
        certificate);
  }

  private static Fact<TlsVersion> edge(List<TlsVersion> versions, int at) {
    return versions.isEmpty() ? Fact.unknown(NO_TLS) : Fact.known(versions.get(at));
  }

  /** What a build of OpenSSL can do. Postfix asks for security level 0, which stops nothing. */
  private record Library(Set<TlsVersion> missing) {}

  private static List<TlsVersion> kept(List<TlsVersion> versions, Library library, boolean able) {
    List<TlsVersion> result = new ArrayList<>();
    for (TlsVersion version : versions) {
      if (library.missing().contains(version) != able) {
        result.add(version);
      }
    }
    return result;
  }

  private static Fact<Library> library(Scope scope, Platform platform) {
    Library modern = new Library(Set.of(TlsVersion.SSLV2, TlsVersion.SSLV3));
    Library middle = new Library(Set.of(TlsVersion.SSLV2, TlsVersion.SSLV3, TlsVersion.TLSV1_3));
    Library old = new Library(Set.of(TlsVersion.SSLV2, TlsVersion.TLSV1_3));
    Fact<Version> openssl = platform.version(SoftwareName.OPENSSL);
    Optional<Version> known = openssl.toOptional();
    if (known.isPresent()) {
      return openssl.map(
          version -> version.atLeast("1.1.1") ? modern : version.atLeast("1.1.0") ? middle : old);
    }
    if (scope.versions().atLeast("3.6")) {
      return Fact.known(
          modern, new Origin.Assumption("Postfix 3.6 and later need OpenSSL 1.1.1 or later"));
    }
    return new Fact.Unknown<>(
        "the version of OpenSSL is not known; tell it with --software openssl=VERSION",
        List.of(),
        new LinkedHashSet<>(List.of(modern, middle, old)));
  }
}
