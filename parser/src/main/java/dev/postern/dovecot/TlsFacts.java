package dev.postern.dovecot;

import dev.postern.fact.Fact;
import dev.postern.fact.Origin;
import dev.postern.posture.Certificate;
import dev.postern.posture.Platform;
import dev.postern.posture.SoftwareName;
import dev.postern.posture.Tls;
import dev.postern.posture.TlsMode;
import dev.postern.posture.TlsVersion;
import dev.postern.posture.Version;
import dev.postern.source.Paths;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** TLS of a listener as one group of clients meets it. */
record TlsFacts(ScopedFacts facts, Listener listener, Platform platform) {
  private static final Pattern SECURITY_LEVEL = Pattern.compile("@SECLEVEL=([0-5])");
  private static final Pattern PEM = Pattern.compile("-----BEGIN [A-Z ]*CERTIFICATE-----");

  Tls tls() {
    Fact<TlsMode> mode = mode();
    Fact<TlsVersion> minimum = inUse(mode, minimum());
    return new Tls(
        mode,
        required(),
        versions(mode, true),
        versions(mode, false),
        minimum,
        inUse(mode, maximum()),
        new Certificate(certificateFile(), certificatePresent()));
  }

  Fact<TlsMode> mode() {
    return listener
        .tls()
        .flatMap(
            implicit ->
                implicit
                    ? Fact.known(TlsMode.IMPLICIT)
                    : listener.kind().starttls()
                        ? facts.ssl().map(s -> s.equals("no") ? TlsMode.NONE : TlsMode.STARTTLS)
                        : Fact.known(TlsMode.NONE));
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
    return mode.is(TlsMode.NONE) ? Fact.unknown("no TLS is offered here", mode.origins()) : fact;
  }

  /** Why TLS cannot work whatever the client does; false when it can. */
  Fact<Boolean> usable() {
    return Fact.and(
        Fact.and(certificatePresent(), Fact.not(facts.ssl().map("no"::equals))),
        facts.text("ssl_min_protocol").map(text -> !allowed(text).isEmpty()));
  }

  private Fact<TlsVersion> minimum() {
    return facts
        .text("ssl_min_protocol")
        .flatMap(
            text -> {
              List<TlsVersion> allowed = allowed(text);
              return allowed.isEmpty()
                  ? Fact.unknown("Dovecot knows no ssl_min_protocol " + text)
                  : Fact.known(allowed.get(0));
            });
  }

  /** Versions from a minimum up; none when Dovecot does not know the word. */
  private static List<TlsVersion> allowed(String minimum) {
    List<TlsVersion> all =
        Arrays.stream(TlsVersion.values()).filter(v -> v != TlsVersion.SSLV2).toList();
    TlsVersion from =
        switch (minimum.toUpperCase(Locale.ROOT)) {
          case "ANY" -> TlsVersion.SSLV3;
          case "LATEST" -> TlsVersion.TLSV1_3;
          default -> TlsVersion.parse(minimum).orElse(TlsVersion.SSLV2);
        };
    return from == TlsVersion.SSLV2
        ? List.of()
        : all.stream().filter(v -> v.compareTo(from) >= 0).toList();
  }

  /** Dovecot sets no maximum: the newest version of the library holds. */
  private Fact<TlsVersion> maximum() {
    return platform
        .version(SoftwareName.OPENSSL)
        .toOptional()
        .map(
            v ->
                Fact.known(
                    newest(v), new Origin.Default("OpenSSL", v.toString(), "newest version")))
        .orElseGet(
            () ->
                Fact.known(
                    TlsVersion.TLSV1_3,
                    new Origin.Assumption(
                        "the TLS library knows TLSv1.3, as OpenSSL 1.1.1 and later do")));
  }

  private static TlsVersion newest(Version openssl) {
    return openssl.atLeast("1.1.1") ? TlsVersion.TLSV1_3 : TlsVersion.TLSV1_2;
  }

  /**
   * Versions that are negotiated, or those that are allowed and stopped by the library: SSL 3.0 is
   * not compiled in, and OpenSSL 3 refuses TLS 1.0 and 1.1 at every security level but 0 (its
   * signatures rest on SHA-1 and MD5). Dovecot does not set the level; a cipher list may.
   */
  private Fact<List<TlsVersion>> versions(Fact<TlsMode> mode, boolean negotiated) {
    return mode.flatMap(
        m ->
            m == TlsMode.NONE
                ? Fact.known(List.<TlsVersion>of())
                : facts
                    .text("ssl_min_protocol")
                    .flatMap(
                        minimum ->
                            facts
                                .text("ssl_cipher_list")
                                .flatMap(list -> split(allowed(minimum), list, negotiated))));
  }

  private Fact<List<TlsVersion>> split(
      List<TlsVersion> allowed, String cipherList, boolean negotiated) {
    Matcher matcher = SECURITY_LEVEL.matcher(cipherList);
    int level = -1;
    while (matcher.find()) {
      level = Integer.parseInt(matcher.group(1));
    }
    Fact<Version> openssl = platform.version(SoftwareName.OPENSSL);
    boolean old = allowed.contains(TlsVersion.TLSV1_1);
    Set<List<TlsVersion>> possible = new LinkedHashSet<>();
    for (boolean stopsOld : stopsOldVersions(openssl, level, old)) {
      possible.add(
          allowed.stream()
              .filter(v -> stopped(v, stopsOld, newestOf(openssl)) != negotiated)
              .toList());
    }
    List<Origin> origins = new ArrayList<>(openssl.origins());
    return Fact.oneOf(
        possible,
        "TLS 1.0 and 1.1 are stopped by OpenSSL 3 and not by every older one; tell it with --software openssl=VERSION",
        origins);
  }

  private static TlsVersion newestOf(Fact<Version> openssl) {
    return openssl.toOptional().map(TlsFacts::newest).orElse(TlsVersion.TLSV1_3);
  }

  private static List<Boolean> stopsOldVersions(Fact<Version> openssl, int level, boolean old) {
    if (level == 0 || !old) {
      return List.of(false);
    }
    return openssl.toOptional().filter(v -> v.atLeast("3.0")).isPresent()
        ? List.of(true)
        : List.of(true, false);
  }

  private static boolean stopped(TlsVersion version, boolean stopsOld, TlsVersion newest) {
    return version == TlsVersion.SSLV3
        || version.compareTo(newest) > 0
        || (stopsOld && version.compareTo(TlsVersion.TLSV1_2) < 0);
  }

  private Fact<String> certificateFile() {
    return facts
        .text("ssl_cert")
        .flatMap(
            value -> {
              if (!value.startsWith("<")) {
                return Fact.known("");
              }
              String written = value.substring(1);
              String directory =
                  facts.text("ssl_cert").origins().stream()
                      .filter(Origin.Setting.class::isInstance)
                      .map(origin -> Paths.parent(((Origin.Setting) origin).span().file()))
                      .findFirst()
                      .orElse("");
              String path = Paths.resolve(directory, written);
              return Fact.known(path.startsWith("/") ? path : "/" + path);
            });
  }

  /** Without a leading {@code <} the value itself must be the certificate. */
  private Fact<Boolean> certificatePresent() {
    return Fact.and(
        facts.text("ssl_cert").map(v -> v.startsWith("<") || PEM.matcher(v).find()),
        facts.isSet("ssl_key"));
  }
}
